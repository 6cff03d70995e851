package wire_test

import (
	"errors"
	"fmt"

	"github.com/visavis/visavis/wire"
)

func Example() {
	msg, err := wire.DecodeClient([]byte(`{"type":"InjectUserMessage","content":"What is the time?"}`))
	if err != nil {
		panic(err)
	}
	fmt.Println(msg.(wire.InjectUserMessage).Content)
	fmt.Println(string(wire.Encode(wire.ConversationText{Role: "assistant", Content: "Noon."})))

	_, err = wire.DecodeClient([]byte(`{"type":"Settings","audio":{"output":{"sample_rate":"fast"}},"agent":{}}`))
	var de *wire.DecodeError
	fmt.Println(errors.As(err, &de), de.Code, de)
	// Output:
	// What is the time?
	// {"type":"ConversationText","role":"assistant","content":"Noon."}
	// true INVALID_SETTINGS Settings: audio.output.sample_rate: must be an integer, not string
}
