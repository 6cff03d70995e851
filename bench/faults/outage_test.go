package faults

import (
	"context"
	"errors"
	"sync"
	"testing"
	"time"

	"github.com/visavis/visavis/provider/deepgram"
)

// everywhere are all hosts of vendors.
var everywhere = []string{earsHost, voiceHost, openaiHost, geminiHost, anthropicHost}

// gone makes hosts unreachable, once nobody is in the middle of something.
func gone(hosts ...string) func(*world) {
	return func(w *world) {
		time.Sleep(2 * time.Second)
		w.lose(hosts...)
		for _, h := range hosts {
			w.cut(h)
		}
	}
}

// back makes hosts reachable again, and waits for those who are not well to be tried.
func back(hosts ...string) func(*world) {
	return func(w *world) {
		w.find(hosts...)
		time.Sleep(time.Minute)
	}
}

// TestNames: names are not found, of one vendor or of all.
func TestNames(t *testing.T) {
	const s = time.Second
	ears := nova + " did not answer; sphinx takes over."
	first, second := gpt+" did not answer; "+haiku+" takes over.", haiku+" did not answer; script takes over."
	voice := aura + " did not answer; flite takes over."
	playAll(t, []scenario{
		{name: "the recogniser's", breaks: func(w *world) { w.lose(earsHost) }, told: []string{ears}, last: []string{ears}},
		{name: "the model's", breaks: gone(openaiHost), within: 2 * s, brain: haiku, told: []string{first}, mends: back(openaiHost)},
		{name: "both models'", breaks: gone(openaiHost, anthropicHost), within: 2 * s, brain: script, told: []string{first, second},
			mends: back(openaiHost, anthropicHost)},
		{name: "the voice's", alone: true, breaks: gone(voiceHost), told: []string{voice}, mends: back(voiceHost)},
		{name: "all, from the beginning", alone: true, breaks: gone(everywhere...), within: 2 * s, brain: script,
			told: []string{ears, first, second, voice}, mends: back(everywhere...)},
		{name: "all, between two questions", alone: true, between: gone(everywhere...), within: 2 * s, brain: script,
			told: []string{ears, first, second, voice}, mends: back(everywhere...)},
	}, nil)
}

// TestAtOnce: all three stages fail in one turn.
func TestAtOnce(t *testing.T) {
	const s = time.Second
	playAll(t, []scenario{
		{name: "all die in the middle", breaks: func(w *world) {
			w.deepgram.Inject(at(listenPath, words(4), dies), at(speakPath, words(6), dies))
			w.openai.Inject(at(openaiPath, from, dies))
		}, within: 2 * s, gap: s, calls: map[string]int{listenPath: 2, openaiPath: 2}},
		{name: "all hang", breaks: func(w *world) {
			w.deepgram.Inject(at(listenPath, words(4), hangs), at(speakPath, words(6), hangs))
			w.openai.Inject(at(openaiPath, from, hangs))
		}, within: 10 * s, gap: 3 * s, brain: haiku, told: []string{
			gpt + " did not answer; " + haiku + " takes over.", aura + " did not answer; flite takes over."}},
		{name: "all refuse", breaks: func(w *world) {
			w.deepgram.Inject(always(listenPath, refuse(401)), always(speakPath, refuse(402)))
			w.openai.Inject(always(openaiPath, refuse(403)))
			w.anthropic.Inject(always(anthropicPath, refuse(401)))
		}, alone: true, within: 2 * s, brain: script, told: []string{
			nova + " refused the key; sphinx takes over.", gpt + " refused the key; " + haiku + " takes over.",
			haiku + " refused the key; script takes over.", aura + " is not paid for; flite takes over."}},
	}, nil)
}

// TestNothingStandsIn: vendors are all there is. When they are gone, that is said, as well as what is
// left can say it, and the conversation goes on when they are back.
func TestNothingStandsIn(t *testing.T) {
	const s = time.Second
	alone := setup{alone: true, brains: []string{gpt}}
	playAll(t, []scenario{
		{name: "no model", setup: alone, breaks: gone(openaiHost), within: 2 * s, says: "Sorry, I lost my train of thought. Could you say that again?",
			told: []string{"FAILED_TO_THINK The brain did not answer, and nothing is left"}, mends: back(openaiHost)},
		{name: "the model hangs", setup: alone, breaks: func(w *world) { w.openai.Inject(at(openaiPath, from, hangs), at(openaiPath, from, hangs)) },
			within: 13 * s, says: "Sorry, I lost my train of thought.",
			told: []string{"SLOW_THINK_REQUEST The brain", "FAILED_TO_THINK The brain"}},
		{name: "no voice", setup: alone, breaks: gone(voiceHost), missing: true,
			told: []string{"FAILED_TO_SPEAK The voice"}, mends: back(voiceHost)},
		{name: "no voice any more", setup: alone, breaks: func(w *world) {
			w.deepgram.Inject(at(speakPath, words(6), dies), at(speakPath, from, refuse(500)))
		}, missing: true, told: []string{"FAILED_TO_SPEAK The voice"}},
	}, func(sc *scenario) {
		sc.alone = true
	})
}

// tokens are temporary tokens, made anew when the last is about to expire.
type tokens struct {
	mu    sync.Mutex // guards what follows
	grant func(context.Context) (string, error)
	lasts time.Duration
	token string
	until time.Time
	fails error
}

func (s *tokens) get(ctx context.Context) (string, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.fails != nil {
		return "", s.fails
	}
	if time.Until(s.until) > time.Second {
		return s.token, nil
	}
	token, err := s.grant(ctx)
	if err == nil {
		s.token, s.until = token, time.Now().Add(s.lasts)
	}
	return token, err
}

func (s *tokens) fail(err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.fails = err
}

// TestTokens: temporary tokens end while a conversation goes on.
func TestTokens(t *testing.T) {
	ears, voice := nova+" did not answer; sphinx takes over.", aura+" did not answer; flite takes over."
	for name, sc := range map[string]func(source *tokens) scenario{
		"expired, and the connections with it": func(*tokens) scenario {
			return scenario{calls: map[string]int{grantPath: 1, listenPath: 1}, between: func(w *world) {
				time.Sleep(40 * time.Second)
				gone(earsHost, voiceHost)(w)
				w.find(earsHost, voiceHost)
			}}
		},
		"no new one is to be had": func(source *tokens) scenario {
			return scenario{told: []string{ears, voice}, between: func(w *world) {
				source.fail(errors.New("the service for tokens is down"))
				gone(earsHost, voiceHost)(w)
				w.find(earsHost, voiceHost)
			}, mends: func(*world) { source.fail(nil); time.Sleep(time.Minute) }}
		},
	} {
		source := &tokens{lasts: 30 * time.Second}
		s := sc(source)
		s.name, s.alone = name, true
		s.setup.credential = deepgram.AccessToken(source.get)
		s.setup.before = func(w *world) {
			key := deepgram.Config{BaseURL: "http://" + earsHost, Credential: deepgram.Key(deepgramKey), HTTPClient: w.http}
			source.grant = func(ctx context.Context) (string, error) {
				g, err := deepgram.NewClient(key).Grant(ctx, source.lasts)
				return g.AccessToken, err
			}
		}
		s.run(t)
	}
}
