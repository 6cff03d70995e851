package vendors

import (
	"net/url"
	"strconv"
	"time"

	"github.com/visavis/visavis"
	"github.com/visavis/visavis/internal/pcm"
)

// What both kinds of listening share: the audio that comes in.

const (
	// pace is how much faster than real time audio may come, burst how far ahead it may be besides: a
	// client that has to send something again sends it at once.
	pace  = 1.25
	burst = 20 * time.Second
)

// listening hears what comes in on a socket.
type listening struct {
	*socket
	ear   *ear
	since time.Time // of the first audio; zero: there was none
	fast  bool      // was recorded
}

// newListening listens in the way the query says.
func newListening(s *socket, q url.Values, sc *script) listening {
	encoding, _ := pcm.ParseEncoding(q.Get("encoding"))
	rate, _ := strconv.Atoi(q.Get("sample_rate"))
	return listening{socket: s, ear: newEar(encoding, visavis.SampleRate(rate), sc)}
}

// simulated refuses what the ears cannot decode although the vendor's can.
func simulated(q url.Values) *refusal {
	_, err := pcm.ParseEncoding(q.Get("encoding"))
	channels := q.Get("channels")
	if q.Has("encoding") && err != nil || q.Get("multichannel") == "true" || channels != "" && channels != "1" || q.Has("callback") {
		return notSimulated()
	}
	return nil
}

// listen hears a message of audio, calling each for every step of it, and reports whether it could
// be decoded.
func (l *listening) listen(b []byte, each func()) bool {
	if l.since.IsZero() {
		l.since = time.Now()
	}
	if len(b) > 0 && b[0] == '{' && l.isCommand(b) {
		l.violate("binary command", "a JSON message was sent as audio")
		return false
	}
	if err := l.ear.feed(b, each); err != nil {
		l.violate("audio", "%v", err)
		return false
	}
	l.checkPace()
	words := l.done.Words
	if l.ear.within() {
		words = len(l.ear.words())
	}
	l.reach(l.done.Bytes+len(b), words)
	return true
}

func (*listening) isCommand(b []byte) bool {
	typ, err := commandType(b)
	return err == nil && typ != ""
}

// checkPace finds clients that send far more than the microphone of a person can have heard.
func (l *listening) checkPace() {
	if l.fast || l.ear.rate == 0 {
		return
	}
	heard, real := l.ear.rate.D(l.ear.heard), time.Since(l.since)
	if l.fast = heard > burst+time.Duration(pace*float64(real)); l.fast {
		l.violate("pace", "%s of audio came in %s", heard, real)
	}
}

// soon is when a message about what is heard now leaves.
func (l *listening) soon() time.Time { return time.Now().Add(l.call.pace.First.draw(l.rng)) }
