package openai

import (
	"fmt"
	"io"
)

// What holds a key prints as the model's name, whatever the verb.

// Format implements fmt.Formatter.
func (c Config) Format(f fmt.State, _ rune) { io.WriteString(f, "[openai/"+c.Model+"]") }

// Format implements fmt.Formatter.
func (c EarsConfig) Format(f fmt.State, _ rune) { io.WriteString(f, "[openai/"+c.Model+"]") }

// Format implements fmt.Formatter.
func (c VoiceConfig) Format(f fmt.State, _ rune) { io.WriteString(f, "[openai/"+c.Model+"]") }

// Format implements fmt.Formatter.
func (g *Generator) Format(f fmt.State, _ rune) { io.WriteString(f, "[openai/"+g.cfg.Model+"]") }

// Format implements fmt.Formatter.
func (e *Ears) Format(f fmt.State, _ rune) { io.WriteString(f, "[openai/"+e.cfg.Model+"]") }

// Format implements fmt.Formatter.
func (v *Voice) Format(f fmt.State, _ rune) { io.WriteString(f, "[openai/"+v.cfg.Model+"]") }
