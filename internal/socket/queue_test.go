package socket

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestQueueAgainstASlice compares the queue with the simplest one that could be right.
func TestQueueAgainstASlice(t *testing.T) {
	rnd := rand.New(rand.NewPCG(3, 4))
	q := newQueue()
	var want []string
	turns := map[string]int{}
	for i := range 20000 {
		switch n := rnd.IntN(100); {
		case n < 50:
			f := frame{data: fmt.Append(q.buffer(), i), turn: rnd.IntN(5)}
			want = append(want, string(f.data))
			turns[string(f.data)] = f.turn
			if err := q.push(f); err != nil {
				t.Fatal(err)
			}
		case n < 98:
			f, ok := q.pop()
			if ok != (len(want) > 0) || ok && string(f.data) != want[0] {
				t.Fatalf("popped %q (%v), want %v", f.data, ok, want)
			}
			if ok {
				want = want[1:]
				q.recycle(f)
			}
		default:
			upTo, kept := rnd.IntN(5), []string{}
			for _, s := range want {
				if turn := turns[s]; turn == 0 || turn > upTo {
					kept = append(kept, s)
				}
			}
			if got := q.dropAudio(upTo); got != len(want)-len(kept) {
				t.Fatalf("dropped %d frames, want %d", got, len(want)-len(kept))
			}
			want = kept
		}
	}
	left := []string{}
	for f, ok := q.pop(); ok; f, ok = q.pop() {
		left = append(left, string(f.data))
	}
	if diff := cmp.Diff(append([]string{}, want...), left); diff != "" || q.bytes != 0 {
		t.Errorf("%d bytes are left over, and of frames (-want +got):\n%s", q.bytes, diff)
	}
}

// TestNothingBehindTheLast: whoever is still at work when a socket ends adds nothing behind its last
// message.
func TestNothingBehindTheLast(t *testing.T) {
	for _, last := range [][]byte{nil, []byte("last")} {
		q := newQueue()
		if err := q.push(frame{data: []byte("before")}); err != nil {
			t.Fatal(err)
		}
		q.finish(last)
		if err := q.push(frame{data: []byte("late")}); !errors.Is(err, errEnded) {
			t.Errorf("error %v of a late message, want %v", err, errEnded)
		}
		want := "before"
		if last != nil {
			want = "last"
		}
		var got string
		for f, ok := q.pop(); ok; f, ok = q.pop() {
			got = string(f.data)
		}
		if got != want {
			t.Errorf("the last message is %q, want %q", got, want)
		}
	}
}

func TestQueueIsBounded(t *testing.T) {
	q := newQueue()
	big := make([]byte, maxQueued/2)
	for range 2 {
		if err := q.push(frame{data: big}); err != nil {
			t.Fatal(err)
		}
	}
	if err := q.push(frame{data: []byte("x")}); !errors.Is(err, ErrSlow) {
		t.Errorf("a full queue said %v", err)
	}
	q.pop()
	if err := q.push(frame{data: []byte("x")}); err != nil {
		t.Errorf("a queue with room said %v", err)
	}
}

func TestCrowdedUntilThereIsRoom(t *testing.T) {
	q := newQueue()
	q.push(frame{data: make([]byte, roomy), turn: 1})
	if q.crowded() != nil {
		t.Fatal("a queue with as much as is roomy is crowded")
	}
	q.push(frame{data: []byte("x"), turn: 2})
	relief := q.crowded()
	if relief == nil {
		t.Fatal("a queue with more than is roomy is not crowded")
	}
	q.dropAudio(2)
	select {
	case <-relief:
	default:
		t.Error("nobody was told that there is room again")
	}
}
