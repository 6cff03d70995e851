package visavis

import "context"

// Word is a word with its place in an audio stream.
type Word struct {
	Text       string
	Start, End int64   // samples
	Confidence float64 // 0..1; 0 where the engine does not say
}

// Transcript is what a Transcriber has understood of an utterance so far.
type Transcript struct {
	// Text is the whole utterance since the last SpeechStart, lower case or as the engine writes it.
	// A later transcript of the same utterance replaces it.
	Text  string
	Words []Word // may be nil in a partial; counted from the first sample the transcriber received
	// Confidence is the engine's own estimate that Text is right, 0..1; meaningful when Flushed.
	Confidence float64
	// Plain: the engine writes words alone, without capitals and stops.
	Plain bool
	// Flushed marks the last transcript of an utterance, the answer to SpeechEnd. Its Text is empty
	// when there were no words (a cough, a door).
	Flushed bool
	// Turn is what an engine that listens for the end of a turn thinks of it. Most do not.
	Turn Turn
}

// Turn is whether the user has finished, judged by what was said and how, not by the quiet alone.
type Turn uint8

const (
	// TurnUnknown: the engine has no opinion; the quiet decides.
	TurnUnknown Turn = iota
	// TurnOpen: the user has not finished, however quiet it is. The answer to SpeechEnd may take
	// several seconds; when the user speaks again before it, it is empty and the text of the next
	// utterance has it all.
	TurnOpen
	// TurnEnding: the user has probably finished. A reply to Text may be prepared, unheard, until
	// TurnOver confirms it with the same Text or TurnOpen takes it back.
	TurnEnding
	// TurnOver, with Flushed: the user has finished; the quiet need not be waited for. A SpeechEnd
	// that follows is answered with an empty transcript.
	TurnOver
)

// Transcriber turns speech into text: sphinx offline, deepgram and openai by key, fake in tests.
type Transcriber interface {
	// Transcribe reads a microphone until in is closed or ctx ends, and returns when all it
	// started has stopped. It emits partial transcripts while somebody speaks and exactly one with
	// Flushed for every SpeechEnd, in order; a SpeechEnd that follows no SpeechStart is answered
	// with an empty one. A SpeechStart during an utterance begins a new one and drops the old.
	//
	// All chunks have the same rate. A chunk's PCM is valid until the next receive from in: copy
	// what is kept. emit is called from one goroutine at a time and may block briefly; Words and
	// Text are the receiver's to keep.
	//
	// It returns nil when in was closed, ctx.Err() when ctx ended, and otherwise what went wrong:
	// an *UnavailableError when trying again cannot help. Utterances survive an engine's restart.
	Transcribe(ctx context.Context, in <-chan Chunk, emit func(Transcript)) error
}
