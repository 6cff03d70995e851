package vendors

import (
	"net/http"
	"net/url"
)

// listenRules are the parameters of 4.1.
func listenRules() map[string]rule {
	return map[string]rule{
		"model": notEmpty, "version": notEmpty, "language": notEmpty,
		"encoding":    oneOf("linear16", "linear32", "flac", "alaw", "mulaw", "amr-nb", "amr-wb", "opus", "ogg-opus", "speex", "g729"),
		"sample_rate": integer(1, 384000), "channels": integer(1, 20), "multichannel": boolean,
		"interim_results": boolean, "endpointing": either(integer(0, 60000), oneOf("false", "true")),
		"utterance_end_ms": integer(0, 60000), "vad_events": boolean,
		"punctuate": boolean, "smart_format": boolean, "no_delay": boolean, "numerals": boolean, "dictation": boolean,
		"profanity_filter": boolean, "filler_words": boolean, "diarize": boolean, "diarize_model": oneOf("latest", "v1"),
		"detect_entities": boolean, "redact": oneOf("true", "false", "pci", "numbers", "aggressive_numbers", "ssn"),
		"replace": notEmpty, "search": notEmpty, "keyterm": notEmpty, "keywords": notEmpty, "extra": notEmpty, "tag": notEmpty,
		"callback": notEmpty, "callback_method": oneOf("POST", "PUT", "DELETE"), "mip_opt_out": boolean,
		"summarize": unsupported, "detect_language": unsupported, "topics": anything, "intents": anything,
	}
}

// checkListen checks what one parameter says about another.
func checkListen(q url.Values) *refusal {
	if r := checkEngine(q); r != nil {
		return r
	}
	switch {
	case q.Has("topics") || q.Has("intents"):
		return &refusal{http.StatusForbidden, "UNAUTHORIZED_FEATURES_REQUESTED", "Feature is not enabled for streaming."}
	case q.Has("utterance_end_ms") && q.Get("interim_results") != "true":
		return badQuery("utterance_end_ms requires interim_results=true.")
	case q.Has("diarize") && q.Has("diarize_model"):
		return badQuery("diarize and diarize_model cannot be used together.")
	}
	if r := rawAudio(q); r != nil {
		return r
	}
	return simulated(q)
}

// checkEngine checks the model, and what not every model can.
func checkEngine(q url.Values) *refusal {
	model := engine(q)
	switch {
	case !novaModel.MatchString(model):
		return noModel(model)
	case q.Has("keywords") && nova3Model.MatchString(model):
		return badQuery("Keywords are not supported for Nova-3: use keyterm.")
	case q.Has("keyterm") && !nova3Model.MatchString(model):
		return badQuery("Keyterm is only supported for Nova-3.")
	case q.Get("dictation") == "true" && q.Get("punctuate") != "true":
		return badQuery("dictation requires punctuate.")
	}
	return nil
}

// engine is the model of a listen query.
func engine(q url.Values) string {
	if q.Has("model") {
		return q.Get("model")
	}
	return "base"
}
