package server

import (
	"encoding/json"
	"net/http"
	"strings"

	"github.com/visavis/visavis/wire"
)

// thinkModelsPath is where the list of brains is.
const thinkModelsPath = "/v1/agent/settings/think/models"

// serveThinkModels answers with the brains that agent.think may name (section 8.8).
func (s *Server) serveThinkModels(w http.ResponseWriter, _ *http.Request) {
	list := wire.ThinkModels{Models: []wire.ThinkModel{}}
	for _, b := range s.cfg.Brains {
		list.Models = append(list.Models, b.model())
	}
	w.Header().Set("Content-Type", "application/json")
	json.NewEncoder(w).Encode(list)
}

// model describes a brain as a client names it: by provider.type and provider.model.
func (b Brain) model() wire.ThinkModel {
	vendor, model, elsewhere := strings.Cut(b.ID, "/")
	if !elsewhere {
		vendor, model = "", b.ID
	}
	return wire.ThinkModel{ID: model, Name: firstSet(b.Label, model), Provider: providerType(vendor)}
}

// providerType is the protocol's provider.type for a vendor: what vendorFolder undoes. SDKs know
// their own list and make nothing of other types; any brain may be named with OpenAI's.
func providerType(vendor string) string {
	switch vendor {
	case "gemini":
		return "google"
	case "anthropic", "groq", "aws_bedrock", "nvidia", "deepgram":
		return vendor
	}
	return "open_ai"
}
