package speak

import (
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/coder/websocket"
)

// BenchmarkSecond takes a second of audio, in pieces of 50 ms as the embedded voices make them, from a
// voice to a client over loopback: its time and allocations are those of both ends.
func BenchmarkSecond(b *testing.B) {
	for _, query := range []string{"sample_rate=16000", "sample_rate=24000", "encoding=mulaw&sample_rate=8000"} {
		b.Run(query, func(b *testing.B) {
			voice := droning{make([]int16, 800), make(chan struct{})}
			server := httptest.NewServer(http.HandlerFunc(config(voice, nil).ServeStream))
			defer server.Close()
			c, _, err := websocket.Dial(b.Context(), server.URL+"?"+query, nil)
			if err != nil {
				b.Fatal(err)
			}
			defer c.CloseNow()
			if err := c.Write(b.Context(), websocket.MessageText, []byte(`{"type":"Speak","text":"Aaah."}`)); err != nil {
				b.Fatal(err)
			}
			buf := make([]byte, 4096)
			b.ReportAllocs()
			for b.Loop() {
				receiveSecond(b, c, voice.next, buf)
			}
		})
	}
}

// receiveSecond has a voice emit twenty pieces and reads the messages that they become.
func receiveSecond(b *testing.B, c *websocket.Conn, next chan<- struct{}, buf []byte) {
	const pieces, perPiece = 20, 2
	for range pieces {
		next <- struct{}{}
		for range perPiece {
			if err := drain(c, buf); err != nil {
				b.Fatal(err)
			}
		}
	}
}
