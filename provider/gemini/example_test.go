package gemini_test

import (
	"context"
	"fmt"
	"net/http/httptest"

	"github.com/visavis/visavis"
	"github.com/visavis/visavis/bench/vendors"
	"github.com/visavis/visavis/provider/gemini"
)

func Example() {
	srv := httptest.NewServer(new(vendors.Gemini)) // in place of the vendor
	defer srv.Close()
	defer srv.Client().CloseIdleConnections()

	g := gemini.New(gemini.Config{BaseURL: srv.URL, APIKey: "the key", Model: "gemini-2.5-flash", Client: srv.Client()})
	prompt := visavis.Prompt{Messages: []visavis.Message{{Role: visavis.User, Text: "Good morning!"}}}
	err := g.Generate(context.Background(), prompt, func(d visavis.Delta) { fmt.Print(d.Text) })
	fmt.Println(err)
	// Output: You said: Good morning!<nil>
}
