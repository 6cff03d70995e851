package visavis

import "context"

// Role says who said something.
type Role string

const (
	User      Role = "user"
	Assistant Role = "assistant"
)

// Message is one entry of a conversation's history.
type Message struct {
	Role Role
	// Text is what was said; for the assistant, what the listener heard of it.
	Text string
	// Interrupted is set on an assistant's message that was cut off; Text ends at the last word
	// that was heard.
	Interrupted bool
}

// Prompt is what a Generator answers.
type Prompt struct {
	System   string    // instructions of the operator or client; may be empty
	Messages []Message // oldest first; the last one is the user's, or there is none yet
}

// Generator writes replies: script offline, openai for language models, fake in tests.
type Generator interface {
	// Generate writes one reply, emitting its text in pieces of any size as they come. It returns
	// when the reply is complete (nil), when ctx ends (ctx.Err()), or when the engine failed.
	// emit is called from one goroutine at a time and may block.
	//
	// A reply may carry cues in square brackets, such as [happy] or [nod]: they are acted, not
	// spoken (see package clause).
	Generate(ctx context.Context, p Prompt, emit func(delta string)) error
}
