package hearing

import "github.com/visavis/visavis"

// Kind says what an Event tells.
type Kind uint8

const (
	// Advanced: sound up to Upto has been heard. Nothing that is not yet told will be understood before
	// Safe; with Pending, something is going to be. Ended says this, too.
	Advanced Kind = iota
	// Began: somebody begins to speak, at At. Told at once, perhaps before what was said earlier is
	// understood.
	Began
	// Partial: what is understood so far of the first piece that is not Ended. Transcript replaces that
	// of an earlier Partial; its words have places.
	Partial
	// Ended: all up to Upto is settled. Transcript has the words since the last Ended; it is empty when
	// there were none. At is where the voice was heard last.
	Ended
)

// Cause says why a piece has Ended.
type Cause uint8

const (
	Quiet Cause = iota // it was quiet for the hang-over, or the recogniser judged the turn to be over
	Long               // the speech goes on, but it is long enough to be settled up to here
	Asked              // Settle was called
	Over               // Close was called
)

// Event is what a Stream tells. Places are samples at visavis.MicRate from the first one heard.
type Event struct {
	Kind       Kind
	At         int64
	Upto       int64
	Safe       int64
	Pending    bool
	Cause      Cause
	Transcript visavis.Transcript
	// Guessed: the recogniser told no times of the words; their places are guessed from their lengths.
	Guessed bool
}
