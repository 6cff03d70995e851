package fake_test

import (
	"context"
	"fmt"

	"github.com/visavis/visavis"
	"github.com/visavis/visavis/provider/fake"
)

func ExampleGenerator() {
	g := fake.Generator{Reply: fake.Lines("Hello there.", "As I said.")}
	_ = g.Generate(context.Background(), visavis.Prompt{}, func(d visavis.Delta) { fmt.Printf("%q\n", d.Text) })
	// Output:
	// "Hello "
	// "there."
}
