package vendors

import (
	"net/http"
	"time"
)

// Fault is one thing that goes wrong in a call.
type Fault struct {
	Path  string // of the call's URL, "/v1/listen"; empty: any
	Calls int    // how many calls suffer it, one after the other; 0: one; negative: all from now on
	After Progress
	Do    Trouble
}

// Progress is how far a call goes before its fault: each member that is set has to be reached. The
// zero value is the very beginning: before the answer's header, before the websocket is there.
type Progress struct {
	Chunks int // pieces sent: server-sent events, websocket messages, frames of audio
	Bytes  int // of audio received by a recogniser; of body or audio sent by all others
	Words  int // heard, spoken or written; the fault comes in the middle of the next one
}

// Trouble is what goes wrong: [Refuse], [Drop], [Stall], [Garbage], [CloseFrame] or [Dribble].
type Trouble interface{ trouble() }

// Refuse answers with an error. Only at the beginning; later on it is a Drop.
type Refuse struct {
	Status int
	Header http.Header // may be nil
	Body   string      // empty: none. Of content type application/json when it begins with a brace
}

// Drop ends the connection without a goodbye.
type Drop struct{}

// Stall says nothing more for a while and then goes on.
type Stall struct{ For time.Duration } // 0: until the client leaves

// Garbage sends what no protocol has, once, and goes on.
type Garbage struct{ Data string } // empty: a JSON object that breaks off

// CloseFrame closes a websocket with a status. On plain HTTP it is a Drop.
type CloseFrame struct {
	Code   int
	Reason string
}

// Dribble sends all that follows in small pieces.
type Dribble struct {
	Size  int           // bytes of a piece; 0: 1
	Every time.Duration // between two pieces
}

func (Refuse) trouble()     {}
func (Drop) trouble()       {}
func (Stall) trouble()      {}
func (Garbage) trouble()    {}
func (CloseFrame) trouble() {}
func (Dribble) trouble()    {}

// data returns what Garbage sends.
func (g Garbage) data() []byte {
	if g.Data == "" {
		return []byte(`{"type":`)
	}
	return []byte(g.Data)
}

// reached reports whether a call that is as far as p has come to want.
func (p Progress) reached(want Progress) bool {
	return p.Chunks >= want.Chunks && p.Bytes >= want.Bytes && p.Words >= want.Words
}

// Inject puts faults in line. A call takes the first one that is for its path, and no more than one.
func (v *Vendor) Inject(faults ...Fault) {
	v.mu.Lock()
	defer v.mu.Unlock()
	for _, f := range faults {
		if f.Calls == 0 {
			f.Calls = 1
		}
		v.faults = append(v.faults, f)
	}
}

// Repair takes all faults out of line. Calls that have taken one keep it.
func (v *Vendor) Repair() {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.faults = nil
}

// take returns the fault of the next call of a path; nil: all goes well. The caller holds v.mu.
func (v *Vendor) take(path string) *Fault {
	for i := range v.faults {
		f := &v.faults[i]
		if f.Calls == 0 || f.Path != "" && f.Path != path {
			continue
		}
		if f.Calls > 0 {
			f.Calls--
		}
		taken := *f
		return &taken
	}
	return nil
}
