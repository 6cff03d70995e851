package deepgram

import (
	"errors"
	"sync"
	"time"

	"github.com/visavis/visavis"
)

// rejectionLasts is how long a rejection is taken for the answer to the same request.
const rejectionLasts = 10 * time.Second

// rejection is an error that only an operator can mend, met when nobody waited for an answer. Whoever
// asks next is given it: a refused key is not to be tried again. The zero value is none; its methods
// may be called by any goroutine.
type rejection struct {
	mu  sync.Mutex
	err error
	at  time.Time
}

// note keeps an error if it is a rejection.
func (r *rejection) note(err error) {
	var ue *visavis.UnavailableError
	if !errors.As(err, &ue) {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.err, r.at = err, time.Now()
}

// stands reports whether there is one.
func (r *rejection) stands() bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.err != nil && time.Since(r.at) < rejectionLasts
}

// take returns it, once; nil: there is none.
func (r *rejection) take() error {
	if !r.stands() {
		return nil
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	err := r.err
	r.err = nil
	return err
}
