package wire

import (
	"crypto/sha1"
	"fmt"
	"net/url"
	"strings"
)

// ModelVersion is the version of every model here: engines tell none that could be asked for again,
// and this one is what the parameter version means when it is left out.
const ModelVersion = "latest"

// ModelUUID returns the UUID by which a model is known in results, headers and lists. It is made of the
// name alone (RFC 9562, version 5), so that every process and every node says the same. name is an
// engine's id, such as "sphinx" or "deepgram/nova-3".
func ModelUUID(name string) string {
	// The RFC's namespace for names that are addresses.
	space := [16]byte{0x6b, 0xa7, 0xb8, 0x11, 0x9d, 0xad, 0x11, 0xd1, 0x80, 0xb4, 0x00, 0xc0, 0x4f, 0xd4, 0x30, 0xc8}
	sum := sha1.Sum(append(space[:], "https://github.com/visavis/visavis/models/"+name...))
	u := sum[:16]
	u[6] = u[6]&0x0F | 0x50
	u[8] = u[8]&0x3F | 0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", u[:4], u[4:6], u[6:8], u[8:10], u[10:])
}

// ModelInfoOf describes a model by an engine's id.
func ModelInfoOf(name string) ModelInfo {
	return ModelInfo{Name: name, Version: ModelVersion, Arch: ModelArchitecture(name)}
}

// ModelArchitecture returns the family of an engine's id: "nova-3" of "deepgram/nova-3-medical",
// "gpt-4o-mini-tts" of "openai/gpt-4o-mini-tts:alloy", and a plain name itself.
func ModelArchitecture(name string) string {
	_, model, elsewhere := strings.Cut(name, "/")
	if !elsewhere {
		return name
	}
	model, _, _ = strings.Cut(model, ":")
	// Longer ones before those that they begin with.
	for _, family := range []string{"aura-2", "aura", "flux", "nova-3", "nova-2", "nova", "enhanced", "base", "whisper"} {
		if model == family || strings.HasPrefix(model, family+"-") {
			return family
		}
	}
	return model
}

// ModelsQuery is the query of GET /v1/models and of a single model (9.3).
type ModelsQuery struct {
	IncludeOutdated bool // older versions too
}

// ParseModelsQuery reads the query of a list of models. Its error is a *QueryError.
func ParseModelsQuery(values url.Values) (ModelsQuery, error) {
	q := newQuery(values)
	m := ModelsQuery{IncludeOutdated: q.flag("include_outdated")}
	return m, q.failure()
}
