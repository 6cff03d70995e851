package gemini

import (
	"fmt"
	"io"
)

// What holds a key prints as the model's name, whatever the verb.

// Format implements fmt.Formatter.
func (c Config) Format(f fmt.State, _ rune) { io.WriteString(f, "[gemini/"+c.Model+"]") }

// Format implements fmt.Formatter.
func (g *Generator) Format(f fmt.State, _ rune) { io.WriteString(f, "[gemini/"+g.cfg.Model+"]") }
