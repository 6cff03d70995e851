package lipsync

import (
	"slices"

	"github.com/visavis/visavis"
	"github.com/visavis/visavis/lipsync/acoustic"
	"github.com/visavis/visavis/lipsync/pronounce"
)

// Aligner finds out when each sound and word of a reply is heard: text goes in as it is sent to the
// voice, audio as it arrives, and sounds come out once they are certain.
//
// It follows the text as long as what it hears fits it. When it does not, or when there is no text,
// it recognises sounds without, and tries the text again at the next pause.
//
// How the audio is cut into pieces makes no difference to what is found. An Aligner belongs to one
// goroutine. Its memory is bounded however long the reply is, as long as Take is called.
type Aligner struct {
	voice    *Voice
	listener *acoustic.Listener
	scores   [acoustic.States]float32

	text   search // for ways through the text
	free   search // for any sounds
	active *search
	doubt  doubt
	trial  bool // the text is tried again
	tempo  tempo

	words   []textWord // from number firstWord on
	first   int32
	clauses []clauseStart
	reached int32 // node up to which the text was heard

	told  told
	heard int64 // samples
	study *study
}

// textWord is a word of the text, as it is told.
type textWord struct{ clause, from, to int }

// clauseStart is where a clause begins in the graph: the pause before it.
type clauseStart struct {
	clause int
	node   int32
}

// New returns an Aligner for the audio of one reply by a voice.
func New(rate visavis.SampleRate, v *Voice) *Aligner {
	a := &Aligner{voice: v, listener: acoustic.NewListener(rate), tempo: tempo{slower: 1}}
	a.text.pace, a.free.pace = v.paces.of(1), v.paces.of(1)
	a.text.begin(newText())
	a.free.begin(newLoop(v.model))
	a.active = &a.free
	a.study = newStudy(v)
	a.listener.Begin(a.study.model, v.mean)
	return a
}

// Expect says how fast will be spoken, times as fast as usual; call it before the first Say. From there
// on the tempo that is heard is followed.
func (a *Aligner) Expect(speed float64) {
	a.tempo.slower = min(max(1/speed, fastest), slowest)
	a.text.pace = a.voice.paces.of(a.tempo.slower)
	a.free.pace = a.text.pace
}

// Say appends the words of a clause, which is sent to the voice now. Clauses come in their order.
func (a *Aligner) Say(clause int, words []pronounce.Word) {
	g := a.text.graph
	a.clauses = append(a.clauses, clauseStart{clause, g.ends[len(g.ends)-1]})
	for _, w := range words {
		g.add(w, a.first+int32(len(a.words)), 0)
		a.words = append(a.words, textWord{clause, w.From, w.To})
	}
	switch {
	case a.active == &a.text || len(a.words) == 0:
	case a.free.frame == 0:
		a.active = &a.text
	case !a.trial && a.pause() >= restful:
		a.try()
	}
}

// Begin says that the audio from here on is of a clause that was sent, for voices that tell. What
// is left of the text before it will not be heard, and if that was doubted, this one is believed.
func (a *Aligner) Begin(clause int) {
	i := slices.IndexFunc(a.clauses, func(c clauseStart) bool { return c.clause == clause })
	if i < 0 {
		return
	}
	start, end := a.clauses[i].node, a.text.graph.next()
	if i+1 < len(a.clauses) {
		end = a.clauses[i+1].node + 1
	}
	a.bound(start, end, int32(a.listener.Frame(a.heard)))
	if a.active == &a.free && start >= a.text.graph.first && end > start+1 {
		a.text.grow()
		a.text.restart(a.free.frame, []int32{start}, 0)
		a.trial = false
		a.believe(&a.text)
	}
}

// bound makes the words before start unlikely after a frame, and those from start to end before it.
func (a *Aligner) bound(start, end, frame int32) {
	g := a.text.graph
	for n := g.first; n < end; n++ {
		at := g.at(n)
		switch {
		case at.word == none:
		case n <= start:
			at.latest = min(at.latest, frame+slack)
		default:
			at.earliest = max(at.earliest, frame-slack)
		}
	}
}

// Hint says when a word of a clause is heard, as a voice tells it that knows words but not sounds.
// It is trusted to 60 ms.
func (a *Aligner) Hint(clause int, w visavis.SpokenWord) {
	g := a.text.graph
	from, to := int32(a.listener.Frame(w.Start)), int32(a.listener.Frame(w.End))
	for i := range g.nodes {
		n := &g.nodes[i]
		if n.word == none || n.word < a.first {
			continue
		}
		if t := a.words[n.word-a.first]; t.clause == clause && t.from >= w.From && t.to <= w.To {
			n.earliest, n.latest = from-slack, to+slack
		}
	}
}

// slack is how many frames a time that we were told may be off.
const slack = 6

// Hear takes the next piece of audio.
func (a *Aligner) Hear(pcm []int16) {
	a.heard += int64(len(pcm))
	a.listener.Write(pcm)
	a.run()
}

// End says that there is no more audio and makes all that is left certain.
func (a *Aligner) End() {
	a.listener.Close()
	a.run()
	if a.free.frame > 0 {
		a.active.finish(a.tell)
	}
	a.told.phone(silence, false, a.heard)
	a.told.endWord()
}

// Heard returns how many samples were heard.
func (a *Aligner) Heard() int64 { return a.heard }

// UpTo returns the sample up to which everything is certain.
func (a *Aligner) UpTo() int64 { return a.told.upTo }

// Doubts reports whether what is heard is not taken for the text, or there is none.
func (a *Aligner) Doubts() bool { return a.active != &a.text }

// Sure reports whether what was heard lately is clearly the text. Where it is not, words are found
// all the same until it doubts.
func (a *Aligner) Sure() bool { return !a.Doubts() && a.doubt.judges() && a.doubt.perFrame() < certain }

// Take returns what has become certain since the last call. It is valid until the next call of any
// method.
func (a *Aligner) Take() Timeline {
	t := a.told.Timeline
	a.told.Phones, a.told.Words = a.told.Phones[:0], a.told.Words[:0]
	return t
}

// Voice returns what is known of the voice, after this reply. Call it after End.
func (a *Aligner) Voice() *Voice { return a.study.voice(a.voice, a.listener.Average()) }

// run takes in the frames that there is enough audio for.
func (a *Aligner) run() {
	for a.listener.Next(&a.scores) {
		a.study.keep(&a.listener.Features)
		a.free.step(&a.scores)
		if a.active == &a.text || a.trial {
			a.text.step(&a.scores)
		}
		a.judge()
		if !a.trial { // on trial, it may begin anywhere: nothing is final
			a.commit(&a.text, a.voice.patience())
		}
		a.commit(&a.free, freePatience)
		a.forget()
	}
}

// freePatience is short: without a text, waiting teaches little.
var freePatience = patience{least: 2, most: 12, margin: 20}

// still is how many frames there is no speech in a pause and not in a stop.
const still = 5

// commit takes what is final from a search; only the active one's is told.
func (a *Aligner) commit(s *search, p patience) {
	if s.frame != a.free.frame {
		return // it rests
	}
	rest := int32(never)
	if s == &a.text && a.pause() >= still {
		rest = a.free.best.start
	}
	for {
		f, ok := s.commit(p, rest)
		if !ok {
			return
		}
		if s == a.active {
			a.tell(f)
		}
	}
}

// tell tells a phone.
func (a *Aligner) tell(f final) {
	n := a.active.graph.at(f.node)
	start, end := a.told.upTo, min(a.listener.Start(int64(f.to)), a.heard)
	a.told.phone(nameOf(n.phone), n.stressed, end)
	if a.active != &a.text {
		return
	}
	a.reached = f.node
	if n.word != none {
		w := a.words[n.word-a.first]
		a.told.word(Word{Clause: w.clause, From: w.from, To: w.to, Start: start, End: max(start, end)})
	}
	if f.from < f.to {
		a.tempo.hear(a.voice.base, f, n.phone)
		a.text.pace = a.voice.paces.of(a.tempo.slower)
		a.study.learn(n.phone, f, a.doubt.trusts())
	}
}

// nameOf returns the name of a phone as voices give it.
func nameOf(phone uint8) string {
	if name := acoustic.Name(int(phone)); name != "AX" {
		return name
	}
	return "AH"
}

// forget drops text that was heard long ago.
func (a *Aligner) forget() {
	const enough = 512 // nodes
	g := a.text.graph
	keep := min(a.reached, a.text.open)
	if a.active != &a.text && !a.trial {
		keep = a.reached
	}
	if keep-g.first < enough {
		return
	}
	a.text.forget(keep)
	for len(a.clauses) > 1 && a.clauses[1].node < keep {
		a.clauses = a.clauses[:copy(a.clauses, a.clauses[1:])]
	}
	for i := range g.nodes {
		if w := g.nodes[i].word; w != none {
			n := copy(a.words, a.words[w-a.first:])
			a.words, a.first = a.words[:n], w
			return
		}
	}
}
