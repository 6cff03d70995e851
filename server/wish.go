package server

import (
	"context"
	"reflect"
	"strings"

	"github.com/visavis/visavis"
	"github.com/visavis/visavis/wire"
)

// wish is how an element of a think block wants its brain asked, where that is not how all of the chain
// are. Its zero value is nothing.
type wish struct {
	recall   wire.ContextLength // characters of what was said; 0 and wire.MaxContext: all
	sampling *visavis.Sampling  // nil: the prompt's
	// prompt stands in for base, which the instructions of this chain begin with; empty: they stay.
	prompt, base string
}

// of returns a brain that is asked as is wished.
func (w wish) of(g visavis.Generator) visavis.Generator {
	if w == (wish{}) {
		return g
	}
	return wishful{g, w}
}

// wishful is a brain that is asked in its own way.
type wishful struct {
	visavis.Generator
	wish wish
}

// Generate implements visavis.Generator.
func (g wishful) Generate(ctx context.Context, p visavis.Prompt, emit func(visavis.Delta)) error {
	if g.wish.recall > 0 {
		p.Messages = latest(p.Messages, int(g.wish.recall))
	}
	if s := g.wish.sampling; s != nil {
		p.Sampling = *s
	}
	if rest, ok := strings.CutPrefix(p.System, g.wish.base); ok && g.wish.prompt != "" {
		p.System = g.wish.prompt + rest
	}
	return g.Generator.Generate(ctx, p, emit)
}

// Warm implements visavis.Warmer.
func (g wishful) Warm(ctx context.Context) { warm(ctx, g.Generator) }

// wishes reads the elements of a think block. All of a chain have the same functions: who takes over has
// to know what became of a call.
func (c *Config) wishes(path string, blocks []wire.Think) ([]wish, error) {
	var all []wish
	for i, t := range blocks {
		at := element(path, i, len(blocks))
		if t.Provider.Credentials != nil {
			return nil, ofAWS(at, "credentials")
		}
		var w wish
		if t.ContextLength != nil {
			w.recall = *t.ContextLength
		}
		s, err := sampling(at, t.Provider)
		if err != nil {
			return nil, err
		}
		if i > 0 {
			w.sampling = &s
			if len(t.Functions) > 0 && !reflect.DeepEqual(t.Functions, blocks[0].Functions) {
				return nil, settingsError(at+".functions", "must be those of the first element, or be left out")
			}
			if w.prompt, w.base, err = ownPrompt(at, t.Prompt, blocks[0].Prompt); err != nil {
				return nil, err
			}
		}
		all = append(all, w)
	}
	return all, nil
}

// ownPrompt returns the prompt of a later element, and what it stands in for. UpdatePrompt adds to both.
func ownPrompt(at, own, first string) (prompt, base string, err error) {
	if own == "" || own == first {
		return "", "", nil
	}
	if first == "" {
		return "", "", settingsError(at+".prompt", "needs one in the first element")
	}
	prompt, whole := firstRunes(own, maxPrompt)
	base, _ = firstRunes(first, maxPrompt)
	if !whole {
		return "", "", settingsError(at+".prompt", "may have up to %d characters", maxPrompt)
	}
	return prompt, base, nil
}
