package visavis

import "context"

// Warmer is an engine that can get ready before it is needed: dial, shake hands, load. Generators,
// Speakers and Transcribers may implement it.
type Warmer interface {
	// Warm makes the next use quick and returns when that is done. It is cheap when all is ready,
	// and says nothing when it fails: the next use will.
	Warm(ctx context.Context)
}
