package server

import (
	"fmt"
	"net/url"

	"github.com/visavis/visavis"
	"github.com/visavis/visavis/wire"
)

// maxShown is how much of a name of the client's is shown, in characters.
const maxShown = 64

// check returns where an endpoint is if it may be used. member is its path in the message; what is
// wrong is told without the address, which may hold a key.
func (e *Endpoints) check(member string, at *wire.Endpoint, known bool) (*url.URL, error) {
	if len(e.Hosts) == 0 || !known {
		return nil, settingsError(member, "the operator of this server does not allow custom endpoints")
	}
	u, err := url.Parse(at.URL)
	if err != nil {
		return nil, settingsError(member+".url", "is no address")
	}
	if err := e.policy.Check(u); err != nil {
		return nil, settingsError(member+".url", "%w", err)
	}
	return u, nil
}

// brain makes a brain of a think block's endpoint.
func (e *Endpoints) brain(member string, t wire.Think) (Brain, error) {
	u, err := e.check(member, t.Endpoint, e.Brain != nil)
	if err != nil {
		return Brain{}, err
	}
	g, err := e.Brain(t, e.client)
	if err != nil {
		return Brain{}, settingsError(member, "%w", err)
	}
	name := ownName(u, t.Provider.Model)
	return Brain{ID: name, Label: name, Generator: g, own: true}, nil
}

// voice makes a voice of a speak block's endpoint.
func (e *Endpoints) voice(member string, s wire.Speak) (Voice, error) {
	u, err := e.check(member, s.Endpoint, e.Voice != nil)
	if err != nil {
		return Voice{}, err
	}
	speaker, err := e.Voice(s, e.client)
	if err != nil {
		return Voice{}, settingsError(member, "%w", err)
	}
	name := ownName(u, firstSet(s.Provider.Model, s.Provider.ModelID))
	v := Voice{ID: name, Label: name, Speaker: speaker, own: true}
	if p, ok := speaker.(visavis.Prosodic); ok {
		v.With = p.With
	}
	return v, nil
}

// function makes a caller of a function's endpoint.
func (e *Endpoints) function(member string, f wire.Function) (visavis.Caller, error) {
	if _, err := e.check(member, f.Endpoint, e.Function != nil); err != nil {
		return nil, err
	}
	caller, err := e.Function(f, e.client)
	if err != nil {
		return nil, settingsError(member, "%w", err)
	}
	return caller, nil
}

// ownName is what a client's own engine is called: "llm.example/gpt-4o".
func ownName(u *url.URL, model string) string {
	model, _ = firstRunes(model, maxShown)
	return u.Hostname() + "/" + model
}

// element is the path of an element of a block that may be an array.
func element(path string, i, n int) string {
	if n > 1 {
		return fmt.Sprintf("%s[%d]", path, i)
	}
	return path
}
