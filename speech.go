package visavis

import "context"

// Phone is one sound of speech and where it is.
type Phone struct {
	Name       string // ARPAbet in capitals without stress digit ("AH", "B"), or "SIL" for a pause
	Start, End int64  // samples from the start of the reply; a stop includes its closure
	Stressed   bool   // part of a stressed syllable
}

// SpokenWord is a word of a clause and where it is heard.
type SpokenWord struct {
	// From and To are byte offsets into the clause's text: text[From:To] is the word as written,
	// punctuation excluded ("5.99" is one word, however many are spoken).
	From, To   int
	Start, End int64 // samples from the start of the reply
}

// Speech is a piece of a spoken reply.
type Speech struct {
	Clause int     // which clause of the reply this belongs to, counted from 0
	PCM    []int16 // mono; continues where the previous piece ended
	Rate   SampleRate
	// Phones and Words give the times of sounds and words, each reported once, in order, not later
	// than the audio they describe begins. They are nil for voices that do not know; with the first
	// piece of a clause a voice that knows, but has nothing to tell yet, has them empty instead.
	Phones []Phone
	Words  []SpokenWord
	// Ended tells of words of this clause once more, as soon as it is certain when they ended: where
	// it is not nil, the times in Words may be guesses, and what was heard is judged by Ended alone.
	Ended []SpokenWord
	// Again: the clause is begun anew with this piece, because another voice has taken over in the
	// middle of it. Words reported for it before do not count.
	Again bool
}

// Prosody is how a voice is asked to speak. What is 0 is the voice's own.
type Prosody struct {
	Speed        float64 // times as fast: 0.5 to 1.5
	Expressivity float64 // how lively the melody is: -2 (flat) to 2
}

// Prosodic is a voice that can be asked how to speak. Speakers may implement it.
type Prosodic interface {
	Speaker
	// With returns the voice as it is asked to speak, or nil if it cannot. The two share what they
	// have opened and learnt: who asks has nothing to close.
	With(Prosody) Speaker
}

// Speaker speaks: flite and espeak offline, deepgram and openai by key, fake in
// tests. A Speaker is one voice.
type Speaker interface {
	// Speak says the clauses of one reply, one after the other, until clauses is closed or ctx
	// ends, and returns when all it started has stopped. Audio comes faster than real time; the
	// first piece as soon as there is any. Sample offsets count over the whole reply, from 0.
	//
	// emit is called from one goroutine at a time and may block: that is the back-pressure. PCM is
	// valid until emit returns. All pieces of a reply have the same rate. A clause without anything
	// to speak (an emoji) yields no piece and is no error.
	//
	// It returns nil when all clauses were spoken, ctx.Err() when ctx ended, and otherwise what
	// went wrong: an *UnavailableError when trying again cannot help.
	Speak(ctx context.Context, clauses <-chan string, emit func(Speech)) error
}
