package conversation_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"

	"github.com/visavis/visavis"
	"github.com/visavis/visavis/conversation"
	"github.com/visavis/visavis/provider/fake"
)

// A conversation in text, in which a function is called.
func ExampleSession() {
	weather := visavis.Tool{Name: "weather", Caller: fake.Caller{Response: "18 degrees"}}
	call := visavis.Call{ID: "1", Name: "weather", Arguments: `{"city":"Paris"}`}
	s := conversation.New(conversation.Config{
		Brain: fake.Generator{Reply: fake.Answer("Let me look.", fake.Echo), Calls: fake.Once(call)},
		Tools: []visavis.Tool{weather},
		Log:   slog.New(slog.DiscardHandler),
	})
	ctx := context.Background()
	go s.Tell(ctx, conversation.UserText{Text: "How warm is it in Paris?"})

	enough := errors.New("heard enough")
	err := s.Run(ctx, func(o conversation.Output) error {
		switch o := o.(type) {
		case conversation.AgentSays:
			fmt.Println("agent:", o.Text)
		case conversation.CallDone:
			fmt.Println("call:", o.Result.Name, o.Result.Arguments, "->", o.Result.Response)
		case conversation.AudioDone:
			return enough
		}
		return nil
	})
	fmt.Println(err)
	// Output:
	// agent: Let me look.
	// call: weather {"city":"Paris"} -> 18 degrees
	// agent: It is: 18 degrees.
	// heard enough
}
