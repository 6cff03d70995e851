package listen

import (
	"flag"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/coder/websocket"

	"github.com/visavis/visavis"
	"github.com/visavis/visavis/internal/pcm"
	"github.com/visavis/visavis/provider/sphinx"
	"github.com/visavis/visavis/wire"
)

var fluxFlag = flag.String("flux-recordings", "", "measure turns on the mono WAV files that this pattern matches")

// TestFluxLatency measures, at the pace of speech and with the embedded recogniser, how long after
// the end of speech the end of a turn comes, and how many turns are split. docs/flux.md says how to
// run it, and what it gave.
func TestFluxLatency(t *testing.T) {
	if *fluxFlag == "" {
		t.Skip("measures only when given -flux-recordings")
	}
	files, err := filepath.Glob(*fluxFlag)
	if err != nil || len(files) == 0 {
		t.Fatalf("no files match %s: %v", *fluxFlag, err)
	}
	ears := runs(t, sphinx.New(slog.New(slog.DiscardHandler), sphinx.Config{Workers: 1}))
	cfg := Config{Ears: func(wire.ListenProvider) (Engine, error) { return Engine{ID: "sphinx", Transcriber: ears}, nil }}
	srv := httptest.NewServer(http.HandlerFunc(cfg.ServeTurns))
	defer srv.Close()
	for _, query := range []string{
		"eot_threshold=0.5", "eot_threshold=0.7", "eot_threshold=0.9", "eot_threshold=0.7&eager_eot_threshold=0.4",
	} {
		var s fluxScore
		for _, file := range files {
			s.add(measureTurn(t, srv.URL, query, file))
		}
		t.Logf("%-45s %s", query, &s)
	}
}

// fluxScore sums up turns.
type fluxScore struct {
	eager, end             lags
	turns, eagers, resumed int
	files                  int
}

// lags are how long after the end of speech something was told: by the clock, and by the audio that it
// waited for. The difference is the recogniser's.
type lags struct{ clock, audio []time.Duration }

func (l *lags) add(more lags) {
	l.clock, l.audio = append(l.clock, more.clock...), append(l.audio, more.audio...)
}

func (l *lags) String() string {
	return fmt.Sprintf("%s (of audio %s)", quantiles(l.clock), quantiles(l.audio))
}

func (s *fluxScore) add(m fluxScore) {
	s.eager.add(m.eager)
	s.end.add(m.end)
	s.turns, s.eagers, s.resumed, s.files = s.turns+m.turns, s.eagers+m.eagers, s.resumed+m.resumed, s.files+1
}

func (s *fluxScore) String() string {
	return fmt.Sprintf("EndOfTurn %s, EagerEndOfTurn %s; %d turns in %d recordings, %d eager ends, %d taken back",
		&s.end, &s.eager, s.turns, s.files, s.eagers, s.resumed)
}

func quantiles(d []time.Duration) string {
	if len(d) == 0 {
		return "-"
	}
	slices.Sort(d)
	return fmt.Sprintf("p50 %d ms, p90 %d ms", d[len(d)/2].Milliseconds(), d[len(d)*9/10].Milliseconds())
}

// measureTurn streams a recording between two stretches of quiet.
func measureTurn(t *testing.T, server, query, file string) fluxScore {
	speech := loud(t, file)
	audio := slices.Concat(spoken(700), speech, spoken(2200))
	end := 700*time.Millisecond + visavis.MicRate.D(int64(len(speech)))
	conn, _, err := websocket.Dial(t.Context(), strings.Replace(server, "http", "ws", 1)+"/v2/listen?"+rawFlux+"&"+query, nil)
	if err != nil {
		t.Fatal(err)
	}
	conn.SetReadLimit(-1)
	c := &fluxStreamer{t: t, conn: conn, done: make(chan struct{})}
	var s fluxScore
	began := time.Now()
	c.heard = func(m wire.Message) { s.note(m, time.Since(began)-end, end) }
	go c.read()
	for i, piece := range slices.Collect(slices.Chunk(linear16(audio), 640)) {
		time.Sleep(time.Until(began.Add(time.Duration(i+1) * 20 * time.Millisecond))) // spoken before it is sent
		c.stream(piece, len(piece), 0)
	}
	c.say(`{"type":"CloseStream"}`)
	<-c.done
	return s
}

// note counts an event; those after the end of speech are the ones to be waited for.
func (s *fluxScore) note(m wire.Message, after, end time.Duration) {
	info, _ := m.(wire.TurnInfo)
	lag := lags{[]time.Duration{after}, []time.Duration{time.Duration(info.AudioWindowEnd*float64(time.Second)) - end}}
	switch info.Event {
	case wire.TurnEnded:
		s.turns++
		if after > 0 {
			s.end.add(lag)
		}
	case wire.TurnEagerEnd:
		s.eagers++
		if after > 0 {
			s.eager.add(lag)
		}
	case wire.TurnResumed:
		s.resumed++
	case wire.TurnStarted, wire.TurnUpdate:
	}
}

// loud returns a recording from the first to the last 10 ms that are louder than a thirtieth of the loudest.
func loud(t *testing.T, file string) []int16 {
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	samples, rate, err := pcm.ReadWAV(f)
	if err != nil {
		t.Fatal(err)
	}
	if samples, err = pcm.Resample(samples, rate, visavis.MicRate); err != nil {
		t.Fatal(err)
	}
	return samples[edge(samples, 1) : len(samples)-edge(samples, -1)]
}

// edge is how many samples at an end are quiet.
func edge(samples []int16, step int) int {
	const hop = 160
	n := len(samples) / hop
	power := func(i int) (sum float64) {
		for _, s := range samples[i*hop : (i+1)*hop] {
			sum += float64(s) * float64(s)
		}
		return sum
	}
	most := 0.0
	for i := range n {
		most = max(most, power(i))
	}
	for i := range n {
		at := i
		if step < 0 {
			at = n - 1 - i
		}
		if power(at) > most/900 {
			return i * hop
		}
	}
	return 0
}
