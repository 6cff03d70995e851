package clause_test

import (
	"fmt"

	"github.com/visavis/visavis/clause"
)

func ExampleSplitter() {
	var s clause.Splitter
	show := func(clauses []clause.Clause) {
		for _, c := range clauses {
			fmt.Printf("%q %v\n", c.Text, c.Cues)
		}
	}
	for _, delta := range []string{"[hap", "py] I am **glad**", " that you asked. See ", "https://exam", "ple.com for more."} {
		show(s.Add(delta))
	}
	show(s.Close())
	// Output:
	// "I am glad that you asked." [{0 happy}]
	// "See a link for more." []
}
