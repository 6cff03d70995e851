package server

import (
	"errors"

	"github.com/visavis/visavis/conversation"
	"github.com/visavis/visavis/wire"
)

// What a client asks of the ears of a conversation is heeded, or refused by name: it should not have to
// find out by ear. docs/protocol.md says of each member what becomes of it.

// heed checks that the ears which a listen block has chosen heed all of it, and returns when turns end by
// it. path is the block's. Without ears nobody listens, and all is well.
func heed(path string, p wire.ListenProvider, ears []Ears) (conversation.Ending, error) {
	path += ".provider."
	rules, err := p.Turns()
	if wrong, ok := errors.AsType[*wire.QueryError](err); ok {
		return conversation.Ending{}, settingsError(path+wrong.Parameter, "%s", wrong.Reason)
	}
	if len(ears) > 0 {
		err = ears[0].heed(path, p)
	}
	if p.EOTThreshold == nil && p.EagerEOTThreshold == nil && p.EOTTimeoutMS == nil {
		return conversation.Ending{}, err
	}
	return conversation.Ending(rules), err
}

// heed checks what ears were told of the words that they will hear.
func (e Ears) heed(path string, p wire.ListenProvider) error {
	if wrong := wire.FluxTerms(p.Keyterms); wrong != "" {
		return settingsError(path+"keyterms", "%s", wrong)
	}
	if wrong := wire.FluxTerms(p.LanguageHints); wrong != "" {
		return settingsError(path+"language_hints", "%s", wrong)
	}
	switch {
	case !e.hears(p.Language):
		return settingsError(path+"language", "the recogniser %s hears %q only", e.ID, e.Language)
	case !e.hears(p.LanguageHints...):
		return settingsError(path+"language_hints", "the recogniser %s hears %q only: name it among them, or leave them out", e.ID, e.Language)
	case len(p.Keyterms) > 0 && !e.heeds:
		return settingsError(path+"keyterms", "the recogniser %s takes none: leave them out, or choose another model", e.ID)
	}
	return nil
}

// tongues are the languages that the user's words are in, as far as it is known.
type tongues struct{ heard, hinted []string }

// tonguesOf tells them of ears that hear one language, whoever of them stands in.
func tonguesOf(p wire.ListenProvider, ears []Ears) *tongues {
	t := &tongues{hinted: p.LanguageHints}
	for _, e := range ears {
		language := e.Language
		if language == "" && e.heeds && p.Language != multilingual {
			language = p.Language
		}
		if language == "" || len(t.heard) > 0 && languageMatch(language, t.heard[0]) == 0 {
			t.heard = nil
			break
		}
		t.heard = []string{language}
	}
	return t
}
