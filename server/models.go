package server

import (
	"encoding/json"
	"errors"
	"net/http"
	"slices"
	"strings"

	"github.com/visavis/visavis/internal/refusal"
	"github.com/visavis/visavis/wire"
)

// modelsPath is where the list of models is; below it, each of them.
const modelsPath = "/v1/models"

// serveModels answers GET /v1/models: the ears and voices that may be named here (section 9.3). There
// are no outdated ones, so that include_outdated changes nothing.
func (s *Server) serveModels(w http.ResponseWriter, r *http.Request) {
	if err := checkModelsQuery(r); err != nil {
		s.refuseFor(w, err)
		return
	}
	writeModels(w, s.cfg.models())
}

// serveModel answers GET /v1/models/{id}; the id is a model's UUID or one of its names.
func (s *Server) serveModel(w http.ResponseWriter, r *http.Request) {
	if err := checkModelsQuery(r); err != nil {
		s.refuseFor(w, err)
		return
	}
	model, ok := s.cfg.model(strings.TrimPrefix(r.URL.Path, modelsPath+"/"))
	if !ok {
		s.refuseFor(w, &refusal.Error{Status: http.StatusNotFound, Code: "NOT_FOUND", Message: "There is no such model: GET /v1/models lists those of this server."})
		return
	}
	writeModels(w, model)
}

func checkModelsQuery(r *http.Request) error {
	_, err := wire.ParseModelsQuery(r.URL.Query())
	if err != nil {
		return &refusal.Error{Status: http.StatusBadRequest, Code: "INVALID_QUERY_PARAMETER", Message: err.Error()}
	}
	return nil
}

// writeModels writes a list of models or one of them.
func writeModels(w http.ResponseWriter, list any) {
	w.Header().Set("Content-Type", "application/json")
	json.NewEncoder(w).Encode(list)
}

// models lists what may be named.
func (c *Config) models() wire.Models {
	m := wire.Models{STT: []wire.ListenModel{}, TTS: []wire.SpeakModel{}}
	for _, e := range c.Ears {
		m.STT = append(m.STT, e.model())
	}
	for _, v := range c.Voices {
		m.TTS = append(m.TTS, v.model())
	}
	return m
}

// model returns the ears or the voice with a UUID or a name. One of Deepgram's names that is not here
// leads to what is served by that name.
func (c *Config) model(name string) (any, bool) {
	is := func(id, uuid string) bool { return name == uuid || name == id || name == canonicalName(id) }
	if i := slices.IndexFunc(c.Ears, func(e Ears) bool { return is(e.ID, wire.ModelUUID(e.ID)) }); i >= 0 {
		return c.Ears[i].model(), true
	}
	if i := slices.IndexFunc(c.Voices, func(v Voice) bool { return is(v.ID, wire.ModelUUID(v.ID)) }); i >= 0 {
		return c.Voices[i].model(), true
	}
	if aura, known := parseAura(name); known && len(c.Voices) > 0 {
		return c.voiceLike(aura).model(), true
	}
	if isDeepgramEars(name) && len(c.Ears) > 0 {
		return c.Ears[0].model(), true
	}
	return nil, false
}

// isDeepgramEars reports whether Deepgram calls a recogniser so.
func isDeepgramEars(name string) bool {
	switch wire.ModelArchitecture("deepgram/" + name) {
	case "nova-3", "nova-2", "nova", "enhanced", "base", "whisper":
		return true
	}
	return strings.HasPrefix(name, "flux-general-")
}

func (e Ears) model() wire.ListenModel {
	return wire.ListenModel{
		Name: canonicalName(e.ID), CanonicalName: canonicalName(e.ID), Architecture: wire.ModelArchitecture(e.ID),
		Languages: languages(e.Language), Version: wire.ModelVersion, UUID: wire.ModelUUID(e.ID),
		Batch: true, Streaming: true, FormattedOutput: e.With != nil,
	}
}

func (v Voice) model() wire.SpeakModel {
	return wire.SpeakModel{
		Name: shortName(v.ID), CanonicalName: canonicalName(v.ID), Architecture: wire.ModelArchitecture(v.ID),
		Languages: languages(v.Language), Version: wire.ModelVersion, UUID: wire.ModelUUID(v.ID),
		Metadata: &wire.VoiceMetadata{DisplayName: v.Label, Tags: genderTags(v.Gender)},
	}
}

// genderTags is Deepgram's word for a voice's gender.
func genderTags(gender string) []string {
	switch gender {
	case female:
		return []string{"feminine"}
	case male:
		return []string{"masculine"}
	}
	return nil
}

// languages lists an engine's language, and "multi" for one that has several.
func languages(tag string) []string {
	if tag == "" {
		tag = "multi"
	}
	return []string{tag}
}

// canonicalName is what clients name a model by: what Deepgram calls it if it is one of Deepgram's, so
// that they find what they look for, and otherwise our id.
func canonicalName(id string) string { return strings.TrimPrefix(id, "deepgram/") }

// shortName is what people call a voice: "thalia" of aura-2-thalia-en.
func shortName(id string) string {
	parts := strings.Split(strings.TrimPrefix(canonicalName(id), "aura-2-"), "-")
	switch {
	case strings.HasPrefix(id, "deepgram/aura-2-"):
		return parts[0]
	case strings.HasPrefix(id, "deepgram/aura-") && len(parts) > 1:
		return parts[1]
	}
	return canonicalName(id)
}

// refuseFor answers with an error that holds a *refusal.Error; another one is our own fault.
func (s *Server) refuseFor(w http.ResponseWriter, err error) {
	told, ok := errors.AsType[*refusal.Error](err)
	if !ok {
		s.cfg.Log.Error("request failed", "request_id", w.Header().Get(refusal.RequestIDHeader), "err", err)
		told = &refusal.Error{Status: http.StatusInternalServerError, Code: "INTERNAL_SERVER_ERROR", Message: "Something went wrong on the server."}
	}
	told.Write(w)
}
