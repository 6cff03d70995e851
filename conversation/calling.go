package conversation

import (
	"context"
	"errors"
	"time"

	"github.com/visavis/visavis/internal/panics"
)

// callTool carries out a call in a goroutine of its own. Its context is the session's: the outcome
// is wanted even when the reply was cut, for what a function has done is done.
func (s *Session) callTool(ctx context.Context, e CallTool) {
	s.work.Go(func() {
		limited, cancel := context.WithTimeout(ctx, callWait)
		defer cancel()
		began := time.Now()
		done := Called{Number: e.Number}
		done.Err = panics.Catch(func() (err error) {
			done.Response, err = e.Caller.Call(limited, e.Call)
			return err
		})
		done.Took = time.Since(began)
		var p *panics.Error
		if errors.As(done.Err, &p) { // the model is told less
			s.log.Error("a function panicked", "name", e.Call.Name, "id", e.Call.ID, "err", p)
		}
		s.post(ctx, done)
	})
}

// journal notes what came of a call, and nothing of what was in it.
func (s *Session) journal(o Output) {
	c, is := o.(CallDone)
	if !is {
		return
	}
	outcome := "ok"
	switch {
	case c.Result.Failed && c.Result.Response == timedOut:
		outcome = timedOut
	case c.Result.Failed:
		outcome = "failed"
	}
	s.log.Info("call", "name", c.Result.Name, "id", c.Result.ID, "took", c.Took, "outcome", outcome)
}

// journalRest notes the calls whose outcome nobody waits for any more.
func (s *Session) journalRest() {
	for _, c := range s.machine.calls.open {
		s.log.Info("call", "name", c.result.Name, "id", c.result.ID, "took", time.Since(c.begun), "outcome", "abandoned")
	}
}
