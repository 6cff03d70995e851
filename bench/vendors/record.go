package vendors

import (
	"crypto/sha256"
	"fmt"
	"net/http"
	"net/url"
	"sync"
	"time"
)

// Vendor is what all simulators share: latencies from a seed, faults in line, and a record of what
// clients did. Simulators embed it.
type Vendor struct {
	Seed uint64 // of all that is left to chance
	// Storm is how many calls of one path may fail within ten seconds before one more is a violation;
	// 0: five; negative: any number. A benchmark with many clients sets it.
	Storm int

	mu         sync.Mutex
	faults     []Fault
	requests   []*Request
	violations []Violation
	active     int
	calls      map[string]int // by path, to seed
}

// Request is a call that a client made. It holds no credential.
type Request struct {
	At     time.Time
	Method string
	Path   string
	Query  string // sorted by name
	Status int    // answered; 101 for a websocket; 0: not answered (yet)
	Broken bool   // ended without an orderly end, by a fault

	over  bool
	print [sha256.Size]byte // of the whole request, to know it again
}

// Violation is something a client did that it must not do, whatever the answer was.
type Violation struct {
	At     time.Time
	Path   string
	Rule   string // one of a few names, such as "keep-alive"
	Detail string // holds no credential
}

func (v Violation) String() string { return v.Path + ": " + v.Rule + ": " + v.Detail }

const (
	// stormWindow is the time in which calls that failed count together.
	stormWindow = 10 * time.Second
	// retryWindow is how soon a refused request that comes again is taken for a retry of a program,
	// not of a person.
	retryWindow = 5 * time.Second
)

// Violations returns what clients did wrong, oldest first; nil is what a test wants.
func (v *Vendor) Violations() []Violation {
	v.mu.Lock()
	defer v.mu.Unlock()
	return append([]Violation(nil), v.violations...)
}

// Requests returns the calls of a path, oldest first; of all paths when it is empty.
func (v *Vendor) Requests(path string) []Request {
	v.mu.Lock()
	defer v.mu.Unlock()
	var out []Request
	for _, r := range v.requests {
		if path == "" || r.Path == path {
			out = append(out, *r)
		}
	}
	return out
}

// Open returns how many calls are being answered now, open websockets included.
func (v *Vendor) Open() int {
	v.mu.Lock()
	defer v.mu.Unlock()
	return v.active
}

// violate records a violation.
func (v *Vendor) violate(path, rule, format string, args ...any) {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.note(path, rule, format, args...)
}

// note is violate for callers that hold v.mu.
func (v *Vendor) note(path, rule, format string, args ...any) {
	v.violations = append(v.violations, Violation{At: time.Now(), Path: path, Rule: rule, Detail: fmt.Sprintf(format, args...)})
}

// arrive records a call and takes its fault.
func (v *Vendor) arrive(r *http.Request, body []byte) (*Request, *Fault, int) {
	req := &Request{At: time.Now(), Method: r.Method, Path: r.URL.Path, Query: withoutSecrets(r.URL.Query()), print: fingerprint(r, body)}
	v.mu.Lock()
	defer v.mu.Unlock()
	v.checkRetry(req)
	v.checkStorm(req)
	v.requests = append(v.requests, req)
	v.active++
	if v.calls == nil {
		v.calls = make(map[string]int)
	}
	v.calls[req.Path]++
	return req, v.take(req.Path), v.calls[req.Path]
}

// depart ends what arrive began.
func (v *Vendor) depart(req *Request) {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.active--
	req.over = true
}

// broke records that a fault has ended a call.
func (v *Vendor) broke(req *Request) {
	v.mu.Lock()
	defer v.mu.Unlock()
	req.Broken = true
}

// failed reports whether a call came to nothing, so that a client may have reason to try again.
func (r *Request) failed() bool { return r.Broken || r.Status >= 400 || r.over && r.Status == 0 }

// answer records a call's status.
func (v *Vendor) answer(req *Request, status int) {
	v.mu.Lock()
	defer v.mu.Unlock()
	req.Status = status
}

// checkRetry finds requests that were refused for good and come again. The caller holds v.mu.
func (v *Vendor) checkRetry(req *Request) {
	for _, old := range v.recent(req.At, retryWindow) {
		if old.print == req.print && final(old.Status) {
			v.note(req.Path, "retry", "a request that was answered with %d came again after %s", old.Status, req.At.Sub(old.At))
			return
		}
	}
}

// recent returns the requests of the last while. The caller holds v.mu.
func (v *Vendor) recent(now time.Time, while time.Duration) []*Request {
	from := len(v.requests)
	for from > 0 && now.Sub(v.requests[from-1].At) < while {
		from--
	}
	return v.requests[from:]
}

// withoutSecrets returns a query in which credentials are replaced.
func withoutSecrets(query url.Values) string {
	for _, name := range []string{"key", "token", "access_token"} {
		if query.Has(name) {
			query.Set(name, "redacted")
		}
	}
	return query.Encode()
}

// final reports whether the same request can only be answered the same way.
func final(status int) bool { return status >= 400 && status <= 404 || status == 413 || status == 415 }

// checkStorm finds clients that call again and again. The caller holds v.mu.
func (v *Vendor) checkStorm(req *Request) {
	limit := v.Storm
	if limit == 0 {
		limit = 5
	}
	failed := 0
	for _, old := range v.recent(req.At, stormWindow) {
		if old.Path == req.Path && old.failed() {
			failed++
		}
	}
	if limit > 0 && failed > limit {
		v.note(req.Path, "storm", "%d calls in %s failed already", failed, stormWindow)
	}
}

// fingerprint knows a request again; the credential is part of it, so that the same request with
// another key is another one.
func fingerprint(r *http.Request, body []byte) [sha256.Size]byte {
	h := sha256.New()
	fmt.Fprintln(h, r.Method, r.URL.Path, r.URL.RawQuery)
	for _, name := range []string{"Authorization", "X-Api-Key", "X-Goog-Api-Key", "Sec-Websocket-Protocol"} {
		fmt.Fprintln(h, r.Header.Values(name))
	}
	h.Write(body)
	return [sha256.Size]byte(h.Sum(nil))
}
