package failover

import (
	"errors"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/visavis/visavis"
)

const (
	// enough failures in a row make an engine ill.
	enough = 2
	// illness is how long an ill engine is left alone at first, maxIllness at last, and at once
	// when only an operator can help it.
	illness    = 30 * time.Second
	maxIllness = 5 * time.Minute
)

// Health knows which engines have failed lately. A nil Health thinks that all are well.
//
// An engine is ill after two failures in a row, after one that only an operator can mend, or when it
// asked to be left alone. It is then called only if there is no other, until its time is over: then
// one call may try it, and its success makes it well for everybody. A request that was bad because a
// client wished it so does not count: see Engine.Wished.
type Health struct {
	mu      sync.Mutex
	engines map[string]*record // those that have failed since they last worked
}

// Outage is an engine that is ill.
type Outage struct {
	Engine string
	Err    error     // what it failed with last
	Since  time.Time // when it became ill
	Until  time.Time // when it is tried again; past: with the next call
}

// record is what is held against an engine.
type record struct {
	failures int
	err      error
	since    time.Time // zero: not ill
	until    time.Time
	lasts    time.Duration // the present illness
	onTrial  bool
}

// NewHealth returns a Health that knows of no failure.
func NewHealth() *Health { return &Health{engines: make(map[string]*record)} }

// Down returns the engines that are ill, by name.
func (h *Health) Down() []Outage {
	if h == nil {
		return nil
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	var down []Outage
	for name, r := range h.engines {
		if !r.since.IsZero() {
			down = append(down, Outage{Engine: name, Err: r.err, Since: r.since, Until: r.until})
		}
	}
	slices.SortFunc(down, func(a, b Outage) int { return strings.Compare(a.Engine, b.Engine) })
	return down
}

// allows reports whether an engine may be called.
func (h *Health) allows(name string) bool {
	if h == nil {
		return true
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	r := h.engines[name]
	return r == nil || !time.Now().Before(r.until)
}

// claim is allows by somebody who will call the engine: while an ill one is tried, others stay away
// for as long as it was ill. So nothing is stuck when the trial has no outcome.
func (h *Health) claim(name string) bool {
	if h == nil {
		return true
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	r := h.engines[name]
	switch {
	case r == nil || r.since.IsZero():
		return true
	case time.Now().Before(r.until):
		return false
	}
	r.onTrial = true
	r.until = time.Now().Add(r.lasts)
	return true
}

// worked makes an engine well.
func (h *Health) worked(name string) {
	if h == nil {
		return
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	delete(h.engines, name)
}

// failed counts a failure.
func (h *Health) failed(name string, err error) {
	if h == nil {
		return
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	r := h.engines[name]
	if r == nil {
		r = new(record)
		h.engines[name] = r
	}
	r.failures++
	r.err = err
	now := time.Now()
	if now.Before(r.until) && !r.onTrial {
		return // many conversations fail together: that is one illness
	}
	if lasts := r.diagnose(err); lasts > 0 {
		r.fallIll(now, lasts)
	}
}

// diagnose returns how long the engine is ill after an error; 0: it is not.
func (r *record) diagnose(err error) time.Duration {
	var v *visavis.VendorError
	isVendor := errors.As(err, &v)
	switch {
	case isUnavailable(err), isVendor && isRefusal(v.Status):
		return maxIllness
	case isVendor && v.RetryAfter > maxRetryAfter:
		return min(v.RetryAfter, maxIllness)
	case r.failures < enough:
		return 0
	case r.lasts == 0:
		return illness
	}
	return min(2*r.lasts, maxIllness)
}

func (r *record) fallIll(now time.Time, lasts time.Duration) {
	if r.since.IsZero() {
		r.since = now
	}
	r.lasts, r.until, r.onTrial = lasts, now.Add(lasts), false
}

// isRefusal reports a status that stays until somebody changes the key, the bill or the model.
func isRefusal(status int) bool {
	return status == 401 || status == 402 || status == 403 || status == 404
}
