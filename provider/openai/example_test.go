package openai_test

import (
	"context"
	"fmt"
	"net/http/httptest"

	"github.com/visavis/visavis"
	"github.com/visavis/visavis/bench/vendors"
	"github.com/visavis/visavis/provider/openai"
)

func Example() {
	srv := httptest.NewServer(new(vendors.OpenAI)) // in place of the vendor
	defer srv.Close()
	defer srv.Client().CloseIdleConnections()

	g := openai.New(openai.Config{BaseURL: srv.URL + "/v1", APIKey: "the key", Model: "gpt-4o-mini", Client: srv.Client()})
	prompt := visavis.Prompt{Messages: []visavis.Message{{Role: visavis.User, Text: "Good morning!"}}}
	err := g.Generate(context.Background(), prompt, func(d visavis.Delta) { fmt.Print(d.Text) })
	fmt.Println(err)
	// Output: You said: Good morning!<nil>
}
