package deepgram

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"

	"github.com/visavis/visavis/wire"
)

// Synthesize speaks a text of any length and writes the audio as it comes: mono, 16 bits,
// little-endian, without a header, at the rate of the options. MaxSockets is of no importance. Text
// that a request cannot take is spoken sentence by sentence, in as many requests as it needs.
func (c *Client) Synthesize(ctx context.Context, text string, o VoiceOptions, w io.Writer) error {
	if !speakable(text) {
		return nil
	}
	for _, piece := range pieces(text) {
		if err := c.synthesize(ctx, piece, o, w); err != nil {
			return err
		}
	}
	return nil
}

func (c *Client) synthesize(ctx context.Context, text string, o VoiceOptions, w io.Writer) error {
	model := cmp.Or(o.Model, DefaultVoice)
	q := url.Values{"model": {model}, "encoding": {"linear16"}, "container": {"none"}}
	q.Set("sample_rate", strconv.Itoa(int(cmp.Or(o.Rate, DefaultVoiceRate))))
	if o.Speed != 0 {
		q.Set("speed", number(o.Speed))
	}
	r := request{op: "speak with " + model, method: http.MethodPost, path: "/v1/speak", query: q}.asJSON(wire.SynthesizeText{Text: text})
	resp, err := c.do(ctx, r)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	out := sink{w: w}
	if _, err := io.Copy(&out, resp.Body); err != nil && out.err == nil {
		return c.brokeOff(ctx, r.op, resp, err)
	}
	if out.err != nil {
		return fmt.Errorf("write speech: %w", out.err)
	}
	return nil
}

// sink remembers a writer's error, to tell it from a reader's.
type sink struct {
	w   io.Writer
	err error
}

func (s *sink) Write(b []byte) (n int, err error) {
	n, s.err = s.w.Write(b)
	return n, s.err
}
