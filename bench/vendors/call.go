package vendors

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"strings"
)

// largestBody is what a simulator reads of a request, in bytes.
const largestBody = 64 << 20

// call is one request that is being answered. It belongs to the handler's goroutine.
type call struct {
	*Vendor
	w     http.ResponseWriter
	r     *http.Request
	body  []byte
	pace  Pace
	rng   *rand.Rand
	req   *Request
	fault *Fault // yet to come; nil: none
}

// open begins a call: it records it, waits for the handshake's latency and does the fault if it
// strikes here. Not ok: the call has been answered. The caller defers c.leave in any case.
//
// A dropped call ends with a panic of http.ErrAbortHandler, as net/http wants.
func (v *Vendor) open(w http.ResponseWriter, r *http.Request, pace Pace) (c *call, ok bool) {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, largestBody))
	req, fault, n := v.arrive(r, body)
	c = &call{Vendor: v, w: w, r: r, body: body, pace: pace, rng: dice(v.Seed, r.URL.Path, n), req: req, fault: fault}
	r.Body = io.NopCloser(bytes.NewReader(body))
	if err != nil || sleep(r.Context(), pace.Handshake.draw(c.rng)) != nil {
		return c, false
	}
	return c, c.begin()
}

// begin does a fault of the very beginning and reports whether the call goes on.
func (c *call) begin() bool {
	if c.fault == nil || c.fault.After != (Progress{}) {
		return true
	}
	switch t := c.fault.Do.(type) {
	case Refuse:
		c.fault = nil
		for name, values := range t.Header {
			c.w.Header()[name] = values
		}
		c.refuse(t.Status, t.Body)
		return false
	case Stall:
		c.fault = nil
		return c.stall(c.r.Context(), t) == nil
	case Drop:
		defer c.leave()
		c.abort()
	}
	return true // the rest needs something to say first
}

// leave ends the call.
func (c *call) leave() { c.depart(c.req) }

// abort drops the connection. It does not return.
func (c *call) abort() {
	c.broke(c.req)
	panic(http.ErrAbortHandler)
}

// stall is silent for as long as t wants.
func (c *call) stall(ctx context.Context, t Stall) error {
	if t.For == 0 {
		<-ctx.Done()
		return ctx.Err()
	}
	return sleep(ctx, t.For)
}

// due returns the call's trouble if it is as far as p, and forgets it.
func (c *call) due(p Progress) Trouble {
	if c.fault == nil || !p.reached(c.fault.After) {
		return nil
	}
	t := c.fault.Do
	c.fault = nil
	return t
}

// violate records that this call's client did something wrong.
func (c *call) violate(rule, format string, args ...any) {
	c.Vendor.violate(c.req.Path, rule, format, args...)
}

// answered records the status of an answer that is written elsewhere.
func (c *call) answered(status int) { c.answer(c.req, status) }

// refuse answers with a status and a body.
func (c *call) refuse(status int, body string) {
	if c.w.Header().Get("Content-Type") == "" && strings.HasPrefix(body, "{") {
		c.w.Header().Set("Content-Type", "application/json")
	}
	c.answered(status)
	c.w.WriteHeader(status)
	io.WriteString(c.w, body)
}

// id returns a new id in the form of a UUID, from the seed.
func (c *call) id() string { return uuid(c.rng) }

func uuid(rng *rand.Rand) string {
	a, b := rng.Uint64(), rng.Uint64()
	return fmt.Sprintf("%08x-%04x-4%03x-a%03x-%012x", a>>32, a>>16&0xffff, a&0xfff, b>>48&0xfff, b&0xffffffffffff)
}

// first and next wait for the latency before the first and before each further piece of an answer.
func (c *call) first(ctx context.Context) error { return sleep(ctx, c.pace.First.draw(c.rng)) }
func (c *call) next(ctx context.Context) error  { return sleep(ctx, c.pace.Chunk.draw(c.rng)) }
