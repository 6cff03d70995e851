package server

import (
	"fmt"
	"testing"

	"github.com/visavis/visavis"
	"github.com/visavis/visavis/wire"
)

// FuzzCalls plays rounds, outcomes and answers in any order: the client is asked for a call once, and
// only if it is made; it is told that its answer is no longer wanted only if it owes one.
func FuzzCalls(f *testing.F) {
	f.Add([]byte{0, 1, 2, 0x41, 0x42, 0x81, 0x82, 0xC1, 0xC2})
	f.Add([]byte{0, 0xC0, 0xC1, 0x42, 0x82, 0xC2})
	f.Fuzz(func(t *testing.T, script []byte) {
		w := &callsWorld{t: t, made: map[string]bool{}, over: map[string]bool{}, asked: map[string]bool{}, answered: map[string]bool{}}
		w.calls = newCalls(w.told)
		w.calls.tool(function{Tool: visavis.Tool{Name: "f"}, side: clients})
		for _, b := range script {
			w.step(b>>6, int(b&0x3F))
		}
	})
}

type callsWorld struct {
	t     *testing.T
	calls *calls
	begun int // calls of rounds; three make a round

	made, over, asked, answered map[string]bool
}

func (w *callsWorld) step(what byte, n int) {
	id := fmt.Sprint(n % max(1, w.begun))
	switch {
	case what == 0:
		var list []visavis.Call
		for range 3 {
			list = append(list, visavis.Call{ID: fmt.Sprint(w.begun), Name: "f"})
			w.begun++
		}
		w.calls.begin(list)
	case w.begun == 0:
	case what == 1 && !w.made[id] && !w.over[id]:
		w.made[id] = true
		w.calls.making(visavis.Call{ID: id, Name: "f"})
	case what == 2 && w.calls.reply(id, "") == "":
		w.answered[id] = true
	case what == 3:
		w.over[id] = true // and so is not made afterwards
		w.calls.done(id)
	}
}

// told checks a message to the client.
func (w *callsWorld) told(m wire.ServerMessage) error {
	switch m := m.(type) {
	case wire.FunctionCallRequest:
		for _, c := range m.Functions {
			if !w.made[c.ID] || w.asked[c.ID] {
				w.t.Errorf("call %s is asked for; it is made: %v, and was asked for before: %v", c.ID, w.made[c.ID], w.asked[c.ID])
			}
			w.asked[c.ID] = true
		}
	case wire.FunctionCallCancelled:
		if id := m.Functions[0].ID; w.answered[id] {
			w.t.Errorf("the answer to call %s, which has come, is not wanted", id)
		}
	default:
		w.t.Errorf("the client was told %T", m)
	}
	return nil
}

func TestFunctionsRememberedAreBounded(t *testing.T) {
	c := newCalls(nil)
	for i := range 10 * maxSides {
		c.tool(function{Tool: visavis.Tool{Name: fmt.Sprint(i)}, side: clients})
	}
	if len(c.sides) > maxSides {
		t.Errorf("%d functions are remembered", len(c.sides))
	}
}
