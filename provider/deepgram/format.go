package deepgram

import (
	"fmt"
	"io"
)

// What holds a configuration prints as a name, whatever the verb: an address may hold a password, and
// fmt does not ask a Credential that is in a field.

// Format implements fmt.Formatter.
func (Config) Format(f fmt.State, _ rune) { io.WriteString(f, "[deepgram]") }

// Format implements fmt.Formatter.
func (*Client) Format(f fmt.State, _ rune) { io.WriteString(f, "[deepgram]") }

// Format implements fmt.Formatter.
func (l *Listen) Format(f fmt.State, _ rune) { io.WriteString(f, "[deepgram/"+l.opts.Model+"]") }

// Format implements fmt.Formatter.
func (p *Prerecorded) Format(f fmt.State, _ rune) { io.WriteString(f, "[deepgram/"+p.opts.Model+"]") }

// Format implements fmt.Formatter.
func (v *Voice) Format(f fmt.State, _ rune) { io.WriteString(f, "[deepgram/"+v.opts.Model+"]") }
