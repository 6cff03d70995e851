package visavis

import "context"

// Tool is a function that a Generator may ask to have called.
type Tool struct {
	Name        string // letters, digits, _ and -, at most 64
	Description string // for the model
	Parameters  []byte // JSON schema of an object; nil: there are none
	Caller      Caller // who does it; a Generator does not look at it
}

// Call asks for a function to be called.
type Call struct {
	ID        string // unique in a conversation
	Name      string // of the Tool
	Arguments string // a JSON object; as the model wrote it, so perhaps not valid
	Signature string // opaque: goes back to the Generator that made it (Gemini's thought signature)
}

// CallResult is a call and what came of it.
type CallResult struct {
	Call
	Response string // for the model: a result, or what went wrong
	Failed   bool
}

// Caller carries out calls: an HTTP endpoint, an MCP server, the client of an agent's socket.
type Caller interface {
	// Call returns the function's result, text or JSON, for the model to read. It is called from
	// several goroutines at once. An error's text is shown to the model: it holds no secrets.
	Call(ctx context.Context, c Call) (string, error)
}
