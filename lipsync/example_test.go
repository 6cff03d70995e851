package lipsync_test

import (
	"fmt"

	"github.com/visavis/visavis"
	"github.com/visavis/visavis/lipsync"
)

func ExampleShapes() {
	for _, s := range lipsync.Shapes([]visavis.Phone{
		{Name: "M", Start: 0, End: 1120},
		{Name: "AY", Start: 1120, End: 4320, Stressed: true},
	}) {
		fmt.Println(s.Start, s.End, s.Viseme, s.Strength)
	}
	// Output:
	// 0 1120 PP 1
	// 1120 3040 aa 1
	// 3040 4320 I 1
}
