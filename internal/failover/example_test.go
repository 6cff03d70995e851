package failover_test

import (
	"context"
	"fmt"

	"github.com/visavis/visavis"
	"github.com/visavis/visavis/internal/failover"
	"github.com/visavis/visavis/provider/fake"
)

func ExampleGenerator() {
	refused := &visavis.VendorError{Engine: "cloud", Op: "ask", Status: 401, Message: "invalid key"}
	brain := failover.Generator(failover.Chain[visavis.Generator]{
		Engines: []failover.Engine[visavis.Generator]{
			{Name: "cloud/large", Engine: fake.Generator{Reply: fake.Lines(""), Err: refused}},
			{Name: "script", Engine: fake.Generator{Reply: fake.Lines("Hello.")}},
		},
		Health: failover.NewHealth(),
		Report: func(f failover.Failure) { fmt.Printf("%s: %v; %s takes over\n", f.Stage, f.Err, f.Next) },
	})
	err := brain.Generate(context.Background(), visavis.Prompt{}, func(d visavis.Delta) { fmt.Println(d.Text) })
	fmt.Println(err)
	// Output:
	// think: cloud: ask: status 401: invalid key; script takes over
	// Hello.
	// <nil>
}
