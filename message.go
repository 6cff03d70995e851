package visavis

import "context"

// Role says who said something.
type Role string

const (
	User      Role = "user"
	Assistant Role = "assistant"
)

// Message is one entry of a conversation's history: something that was said, or calls.
type Message struct {
	Role Role
	// Text is what was said; for the assistant, what the listener heard of it. Empty with Calls.
	Text string
	// Interrupted is set on an assistant's message that was cut off; Text ends at the last word
	// that was heard.
	Interrupted bool
	// Calls are functions that the assistant called at once, with what came of them.
	Calls []CallResult
}

// Prompt is what a Generator answers.
type Prompt struct {
	System   string    // instructions of the operator or client; may be empty
	Messages []Message // oldest first; the last is the user's or holds calls, or there is none yet
	Tools    []Tool    // functions that may be called
	Sampling Sampling
}

// Sampling is how a model chooses its words. A model that does not take a member ignores it.
type Sampling struct {
	Temperature *float64 // 0..2; nil: the model's own
	Effort      string   // reasoning: none, minimal, low, medium or high; empty: the model's own
}

// Delta is the next piece of a reply: text, a call, or a thought.
type Delta struct {
	Text    string
	Call    *Call  // complete; nil: none
	Thought string // of a model that tells what it considers; never spoken, and not part of the reply
}

// Generator writes replies: script offline, openai, gemini and anthropic for language models, fake
// in tests.
type Generator interface {
	// Generate writes one reply, emitting it in pieces of any size as they come. It returns when the
	// reply is complete (nil), when ctx ends (ctx.Err()), or when the engine failed: an
	// *UnavailableError when trying again cannot help, a *VendorError that says whether it may.
	// emit is called from one goroutine at a time and may block.
	//
	// A reply may carry cues in square brackets, such as [happy] or [nod]: they are acted, not
	// spoken (see package clause). A reply that ends with calls is continued by another Generate,
	// whose messages end with the calls' results.
	Generate(ctx context.Context, p Prompt, emit func(Delta)) error
}
