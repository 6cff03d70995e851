package anthropic_test

import (
	"context"
	"fmt"
	"net/http/httptest"

	"github.com/visavis/visavis"
	"github.com/visavis/visavis/bench/vendors"
	"github.com/visavis/visavis/provider/anthropic"
)

func Example() {
	srv := httptest.NewServer(new(vendors.Anthropic)) // in place of the vendor
	defer srv.Close()
	defer srv.Client().CloseIdleConnections()

	g := anthropic.New(anthropic.Config{BaseURL: srv.URL, APIKey: "the key", Model: "claude-haiku-5-5", Client: srv.Client()})
	prompt := visavis.Prompt{Messages: []visavis.Message{{Role: visavis.User, Text: "Good morning!"}}}
	err := g.Generate(context.Background(), prompt, func(d visavis.Delta) { fmt.Print(d.Text) })
	fmt.Println(err)
	// Output: You said: Good morning!<nil>
}
