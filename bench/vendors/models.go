package vendors

import (
	"net/http"

	"github.com/visavis/visavis/wire"
)

// catalogue is a sample of the vendor's models.
func catalogue() wire.Models {
	var m wire.Models
	for _, name := range []string{"nova-3", "nova-3-medical", "nova-2", "enhanced", "base"} {
		m.STT = append(m.STT, wire.ListenModel{
			Name: name, CanonicalName: name, Architecture: name, Languages: []string{"en", "en-US"},
			Version: version, UUID: modelUUID, Batch: true, Streaming: true, FormattedOutput: true,
		})
	}
	for _, name := range []string{"flux-general-en", "flux-general-multi"} {
		m.STT = append(m.STT, wire.ListenModel{
			Name: name, CanonicalName: name, Architecture: "flux", Languages: []string{"en"},
			Version: version, UUID: modelUUID, Streaming: true, FormattedOutput: true,
		})
	}
	for _, name := range []string{"asteria", "thalia", "apollo"} {
		m.TTS = append(m.TTS, wire.SpeakModel{
			Name: name, CanonicalName: "aura-2-" + name + "-en", Architecture: "aura-2",
			Languages: []string{"en", "en-US"}, Version: version, UUID: modelUUID,
		})
	}
	return m
}

// models answers GET /v1/models.
func (c *deepgramCall) models() {
	q := c.query(map[string]rule{"include_outdated": boolean}, noCheck)
	if q != nil {
		c.reply(catalogue())
	}
}

// model answers GET /v1/models/{id}.
func (c *deepgramCall) model(id string) {
	for _, m := range catalogue().STT {
		if m.CanonicalName == id {
			c.reply(m)
			return
		}
	}
	for _, m := range catalogue().TTS {
		if m.CanonicalName == id {
			c.reply(m)
			return
		}
	}
	c.fail(http.StatusNotFound, "MODEL_NOT_FOUND", "Model not found.")
}
