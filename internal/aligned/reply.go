package aligned

import (
	"context"
	"math"
	"sync"
	"time"

	"github.com/visavis/visavis"
	"github.com/visavis/visavis/internal/panics"
	"github.com/visavis/visavis/lipsync"
)

const (
	// patience is how long a piece may wait until it is certain what is heard in it, leisure the same
	// when the listener has more than reserve in store, and haste when it may have nothing.
	patience = 60 * time.Millisecond
	leisure  = time.Second
	reserve  = time.Second
	haste    = 15 * time.Millisecond
	// cushion is how much audio a listener has before it begins to play.
	cushion = 100 * time.Millisecond
	// mostHeld is how much audio is held back at most.
	mostHeld = 3 * time.Second
	// crumb is how much of the last piece stays behind as long as nobody knows whether it ends its
	// clause: words that turn out to belong to it need a piece to be told with.
	crumb = 10 * time.Millisecond
	// silent is how long a voice says nothing until it is believed which clause it is in.
	silent = 200 * time.Millisecond
)

// reply is one on its way from the voice to the listener. Besides script, pieces and taken it
// belongs to the goroutine of Speak.
type reply struct {
	voice  *Voice
	emit   func(visavis.Speech)
	script script
	pieces chan visavis.Speech
	taken  chan struct{} // a piece's audio is not needed any more

	native  bool // the voice tells its own times
	aligner *lipsync.Aligner
	clauses []clause // that the aligner was told
	begun   int      // the last clause whose audio has begun
	held    held
	tell    teller
	over    bool // the voice has returned
	broken  bool // with an error

	sure   bool      // that it was the text, at some time: there is something to learn
	since  time.Time // of the first piece emitted
	clause int       // of the last
}

func newReply(v *Voice, emit func(visavis.Speech)) *reply {
	return &reply{
		voice: v, emit: emit, script: script{voice: v},
		pieces: make(chan visavis.Speech), taken: make(chan struct{}, 1),
		begun: -1, clause: -1, held: held{clause: -1, before: -1},
	}
}

// speak has the voice speak and passes on what it says.
func (r *reply) speak(ctx context.Context, clauses <-chan string) error {
	var started sync.WaitGroup
	defer started.Wait()
	work, stop := context.WithCancel(ctx)
	defer stop()
	texts, spoken := make(chan string), make(chan error, 1)
	started.Go(func() {
		defer close(texts)
		r.script.follow(work, clauses, texts)
	})
	started.Go(func() { spoken <- r.drive(work, texts) })
	return r.run(ctx, spoken)
}

// drive has the voice speak. It runs in a goroutine of its own, where nobody else would turn a panic
// into the end of one reply.
func (r *reply) drive(ctx context.Context, texts <-chan string) error {
	return panics.Catch(func() error {
		return r.voice.cfg.Speaker.Speak(ctx, texts, func(s visavis.Speech) { r.hand(ctx, s) })
	})
}

// hand is the voice's emit: it returns when the piece was taken, or ctx has ended.
func (r *reply) hand(ctx context.Context, s visavis.Speech) {
	select {
	case r.pieces <- s:
	case <-ctx.Done():
		return
	}
	select {
	case <-r.taken:
	case <-ctx.Done(): // who should take it is gone
	}
}

// run takes pieces from the voice and emits them until the voice has returned, and returns what it
// has.
func (r *reply) run(ctx context.Context, spoken <-chan error) error {
	timer := time.NewTimer(never)
	defer timer.Stop()
	for {
		timer.Reset(r.release(ctx))
		select {
		case s := <-r.pieces:
			r.take(s)
			r.taken <- struct{}{}
		case <-timer.C:
		case err := <-spoken:
			r.broken = err != nil
			r.finish(ctx)
			return err
		case <-ctx.Done():
			return <-spoken
		}
	}
}

// take listens to a piece and holds it back.
func (r *reply) take(s visavis.Speech) {
	if r.aligner == nil && !r.native {
		r.native = len(s.Phones) > 0
	}
	if r.native {
		r.emit(s)
		return
	}
	if len(s.PCM) == 0 {
		return
	}
	if r.aligner == nil {
		r.aligner = lipsync.New(s.Rate, r.voice.remembered())
		// Sounds that are longer than expected are missed, shorter ones hardly.
		r.aligner.Expect(min(r.voice.speed, 1))
		r.tell = newTeller(s.Rate)
		r.held.rate = s.Rate
	}
	r.say()
	if r.voice.cfg.Exact && s.Clause != r.begun {
		r.aligner.Begin(s.Clause)
	}
	r.begun = s.Clause
	for _, w := range s.Words {
		r.aligner.Hint(s.Clause, w)
	}
	r.held.add(s, time.Now().Add(r.mayWait()))
	r.aligner.Hear(s.PCM)
	r.collect()
}

// say tells the aligner of the clauses that the voice was given since.
func (r *reply) say() {
	for _, c := range r.script.after(len(r.clauses)) {
		r.aligner.Say(len(r.clauses), c.words)
		r.clauses = append(r.clauses, c)
	}
}

func (r *reply) collect() {
	r.sure = r.sure || r.aligner.Sure()
	r.tell.learn(r.aligner.Take())
}

// mayWait returns how long a piece that comes now may be held back.
func (r *reply) mayWait() time.Duration {
	ahead := r.held.rate.D(r.held.start()) - time.Since(r.since) // of who plays from the first piece on
	switch {
	case r.since.IsZero() || ahead < -cushion:
		return haste
	case ahead > reserve:
		return max(patience, min(ahead-reserve, leisure))
	}
	return patience
}

// release emits what needs not be held back any longer and returns for how long the rest may be.
func (r *reply) release(ctx context.Context) time.Duration {
	for !r.held.empty() && ctx.Err() == nil {
		if left := r.waits(r.held.front()); left > 0 {
			return left
		}
		r.pass()
	}
	return never
}

const never time.Duration = math.MaxInt64

// waits returns for how long the first piece is held back yet. The crumbs of the last one are cut
// off, and wait for what follows.
func (r *reply) waits(p *piece) time.Duration {
	last := r.held.count() == 1
	switch {
	case r.over:
		return 0
	case last && p.rest && p.clause > r.clause:
		return time.Until(p.due.Add(silent)) // it believes that it goes on with another clause
	case last && p.rest:
		return never
	}
	if left := time.Until(p.due); left > 0 && !r.certain(p) && r.held.length() <= mostHeld {
		return left
	}
	if last && !r.held.leave(r.held.rate.N(crumb)) {
		return never
	}
	return 0
}

// certain reports whether all that begins in a piece is known to its end.
func (r *reply) certain(p *piece) bool {
	return r.aligner.UpTo() >= p.to && (!r.tell.pending(p.to) || r.aligner.Doubts())
}

// pass emits the first piece that is held, or as much of it as belongs to one clause.
func (r *reply) pass() {
	r.place()
	p := r.held.front()
	if p.clause != r.clause {
		r.clause = p.clause
		r.tell.begin(p.from)
	}
	s := visavis.Speech{Clause: p.clause, Rate: r.held.rate, PCM: r.held.pcm(p)}
	s.Phones = r.tell.phones(r.aligner, p.to)
	if s.Words = p.words; s.Words == nil && p.clause < len(r.clauses) {
		s.Words, s.Ended = r.tell.words(r, p)
	}
	if r.since.IsZero() {
		r.since = time.Now()
	}
	r.held.pop()
	r.emit(s)
}

// finish emits all that is left after the voice has returned. What a voice that failed has said was
// said.
func (r *reply) finish(ctx context.Context) {
	r.over = true
	if r.aligner == nil {
		return
	}
	r.aligner.End()
	r.collect()
	r.release(ctx)
}
