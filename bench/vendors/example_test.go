package vendors_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"time"

	"github.com/coder/websocket"

	"github.com/visavis/visavis/bench/vendors"
	"github.com/visavis/visavis/internal/pcm"
)

// The voice of a simulator speaks, over a real listener, and the sound is read back as words.
func ExampleDeepgram() {
	dg := &vendors.Deepgram{
		Keys:      []string{"key"},
		SpeakPace: vendors.Pace{First: vendors.Latency{Median: 20 * time.Millisecond, Spread: 5 * time.Millisecond}},
		Factor:    1000,
	}
	srv := httptest.NewServer(dg)
	defer srv.Close()

	ctx := context.Background()
	url := strings.Replace(srv.URL, "http", "ws", 1) + "/v1/speak?model=aura-2-asteria-en&encoding=linear16&sample_rate=24000"
	conn, _, err := websocket.Dial(ctx, url, &websocket.DialOptions{HTTPHeader: http.Header{"Authorization": {"Token key"}}})
	if err != nil {
		fmt.Println(err)
		return
	}
	conn.Write(ctx, websocket.MessageText, []byte(`{"type":"Speak","text":"Face to face."}`))
	conn.Write(ctx, websocket.MessageText, []byte(`{"type":"Close"}`))

	var samples []int16
	var decoder pcm.Decoder
	for {
		typ, b, err := conn.Read(ctx)
		if err != nil {
			break
		}
		if typ == websocket.MessageBinary {
			samples = decoder.Append(samples, b)
		}
	}
	fmt.Println(vendors.Words(samples, 24000))
	fmt.Println(len(dg.Violations()), "violations in", len(dg.Requests("/v1/speak")), "call")
	// Output:
	// [Face to face.]
	// 0 violations in 1 call
}

// What is lost on the way is missing from what is heard, what is sent twice is heard twice.
func ExampleUtterance() {
	said := vendors.Utterance("one two three")
	words := vendors.Timed(said, 16000)
	lost := append(append([]int16{}, said[:words[1].Start]...), said[words[1].End:]...)
	fmt.Println(vendors.Text(said, 16000))
	fmt.Println(vendors.Text(lost, 16000))
	fmt.Println(vendors.Text(append(said, said[words[1].Start-1000:]...), 16000))
	// Output:
	// one two three
	// one three
	// one two three two three
}

// The first call of a path has to wait, the second is refused, the third dies in the fourth word.
func ExampleVendor_Inject() {
	dg := new(vendors.Deepgram)
	dg.Inject(
		vendors.Fault{Path: "/v1/listen", Do: vendors.Stall{For: 2 * time.Second}},
		vendors.Fault{Path: "/v1/listen", Do: vendors.Refuse{Status: 500, Body: `{"err_msg":"oops"}`}},
		vendors.Fault{Path: "/v1/listen", After: vendors.Progress{Words: 3}, Do: vendors.Drop{}},
	)
}
