package worker

import (
	"errors"

	"github.com/visavis/visavis"
)

// Failure is an error on its way from a worker to its parent, as JSON. Its zero value is none.
type Failure struct {
	Unavailable *visavis.UnavailableError `json:"unavailable,omitempty"`
	Text        string                    `json:"err,omitempty"`
}

// FailureOf returns what can be told of an error; nil is none.
func FailureOf(err error) Failure {
	if ue, ok := errors.AsType[*visavis.UnavailableError](err); ok {
		return Failure{Unavailable: ue}
	}
	if err == nil {
		return Failure{}
	}
	return Failure{Text: err.Error()}
}

// Err returns the error; nil for none.
func (f Failure) Err() error {
	switch {
	case f.Unavailable != nil:
		return f.Unavailable
	case f.Text != "":
		return errors.New(f.Text)
	}
	return nil
}
