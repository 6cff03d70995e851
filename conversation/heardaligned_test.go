package conversation

import (
	"context"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/visavis/visavis"
	"github.com/visavis/visavis/bench/vendors"
	"github.com/visavis/visavis/clause"
	"github.com/visavis/visavis/internal/aligned"
	"github.com/visavis/visavis/internal/heard"
	"github.com/visavis/visavis/internal/voicetest"
	"github.com/visavis/visavis/provider/flite"
)

// spokenReply is a reply as it really was: where each of its words ends, as bytes of the whole text.
type spokenReply struct {
	rate    visavis.SampleRate
	clauses []string
	pcm     [][]int16
	ends    []wordEnd
}

// wordEnd is a word of all clauses, joined by spaces, and the sample at which it has been said.
type wordEnd struct {
	to     int
	sample int64
}

// inTones is what the simulated vendors' voice says, which is no speech: the aligner doubts it.
func inTones(clauses ...string) spokenReply {
	s := spokenReply{rate: 24000, clauses: clauses}
	from := 0
	for _, c := range clauses {
		s.pcm = append(s.pcm, append(vendors.Speak(c, s.rate), make([]int16, s.rate/15)...)) // and a space
		for i := range c {
			if c[i] == ' ' || i == len(c)-1 {
				to := from + len(strings.TrimRight(c[:i+1], " "))
				s.ends = append(s.ends, wordEnd{to, int64(to) * int64(s.rate) / 15})
			}
		}
		from += len(c) + 1
	}
	return s
}

// inSpeech is what flite's voice says, with its own times.
func inSpeech(t *testing.T, name string, clauses ...string) spokenReply {
	e := flite.New(slog.New(slog.DiscardHandler), 1)
	defer voicetest.Start(t, e)()
	v, err := e.Voice(name)
	if err != nil {
		t.Fatal(err)
	}
	s := spokenReply{clauses: clauses, pcm: make([][]int16, len(clauses))}
	from := make([]int, len(clauses))
	for i := range clauses[1:] {
		from[i+1] = from[i] + len(clauses[i]) + 1
	}
	voicetest.Speak(t, v, func(p visavis.Speech) {
		s.rate = p.Rate
		s.pcm[p.Clause] = append(s.pcm[p.Clause], p.PCM...)
		for _, w := range p.Words {
			s.ends = append(s.ends, wordEnd{from[p.Clause] + w.To, w.End})
		}
	}, clauses...)
	return s
}

// untold says a reply again, so many times faster than it is heard, and tells nothing of its words.
// Where its clauses end it takes to be a little off.
type untold struct {
	spokenReply
	speed float64
	off   float64 // share of a clause
}

func (u untold) Speak(ctx context.Context, clauses <-chan string, emit func(visavis.Speech)) error {
	for range clauses {
	}
	all := slices.Concat(u.pcm...)
	piece := int(u.rate / 25)
	for at := 0; at < len(all); at += piece {
		p := all[at:min(at+piece, len(all))]
		select {
		case <-time.After(time.Duration(float64(u.rate.D(int64(len(p)))) / u.speed)):
		case <-ctx.Done():
			return ctx.Err()
		}
		emit(visavis.Speech{Clause: u.clauseAt(at), PCM: slices.Clone(p), Rate: u.rate})
	}
	return nil
}

func (u untold) clauseAt(at int) int {
	for i, c := range u.pcm[:len(u.pcm)-1] {
		if at < int(float64(len(c))*(1+u.off)) {
			return i
		}
		at -= len(c)
	}
	return len(u.pcm) - 1
}

// arrival is a piece of speech and when it came.
type arrival struct {
	visavis.Speech
	at time.Duration
}

// Of a voice whose words are found in its audio nothing is remembered that was not heard, whenever it
// is cut: neither where they are found, nor where nothing can be found because it is no speech.
func TestHeardOfAligned(t *testing.T) {
	said := []string{"You said:", "tell me what the weather in Oslo will be like on the day after tomorrow.", "Well, it will rain cats and dogs."}
	for name, reply := range map[string]spokenReply{
		"tones": inTones(said...), "rms": inSpeech(t, "rms", said...), "slt": inSpeech(t, "slt", said...),
	} {
		if !thorough && name != "tones" {
			continue
		}
		for _, speed := range []float64{1.2, 10} {
			t.Run(fmt.Sprintf("%s x%g", name, speed), func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					v := aligned.New(aligned.Config{Speaker: untold{reply, speed, -0.05}})
					for range 3 { // it learns what can be learnt
						checkCuts(t, reply, arrivals(t, v, said))
					}
				})
			})
		}
	}
}

func arrivals(t *testing.T, v visavis.Speaker, said []string) (all []arrival) {
	in := make(chan string, len(said))
	for _, c := range said {
		in <- c
	}
	close(in)
	begun := time.Now()
	err := v.Speak(t.Context(), in, func(s visavis.Speech) {
		s.PCM, s.Words, s.Ended = slices.Clone(s.PCM), slices.Clone(s.Words), slices.Clone(s.Ended)
		all = append(all, arrival{s, time.Since(begun)})
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// checkCuts cuts a reply every 20 ms, as it is heard a tenth of a second after it came.
func checkCuts(t *testing.T, said spokenReply, all []arrival) {
	const cushion = 100 * time.Millisecond
	text := strings.Join(said.clauses, " ")
	r := &reply{rate: said.rate, readFrom: -1, phase: speaking}
	for _, c := range said.clauses {
		r.clauses = append(r.clauses, spokenClause{Clause: clause.Clause{Text: c}})
	}
	begun, cuts, forgotten := all[0].at+cushion, 0, 0
	for now := begun; !r.allSpoken || r.heard < r.samples; now += 20 * time.Millisecond {
		all = come(r, all, now)
		r.heard = min(r.rate.N(now-begun), r.samples)
		got, truly := r.heardText(), said.by(r.heard)
		if !strings.HasPrefix(truly, strings.TrimRight(got, ".,:!?")) {
			t.Fatalf("cut at %v: remembered %q of which %q was heard", r.rate.D(r.heard), got, truly)
		}
		cuts++
		forgotten += len(strings.Fields(truly)) - len(strings.Fields(got))
	}
	if got := r.heardText(); got != text {
		t.Errorf("after all of it %q is remembered", got)
	}
	t.Logf("%.1f words forgotten at a cut", float64(forgotten)/float64(cuts))
}

// come takes in what has come by now and returns the rest.
func come(r *reply, all []arrival, now time.Duration) []arrival {
	for ; len(all) > 0 && all[0].at <= now; all = all[1:] {
		r.clauses[all[0].Clause].takes.Begin(&all[0].Speech, r.samples)
		r.extend(&all[0].Speech)
	}
	r.allSpoken = len(all) == 0
	return all
}

// by returns the words that have been said by a sample, give or take as much as the aligner may be off.
func (s spokenReply) by(sample int64) string {
	const slip = heard.Unheard + 60*time.Millisecond
	to := 0
	for _, e := range s.ends {
		if e.sample <= sample+s.rate.N(slip) {
			to = e.to
		}
	}
	return strings.Join(s.clauses, " ")[:to]
}
