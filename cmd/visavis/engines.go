package main

import (
	"slices"

	"github.com/visavis/visavis"
	"github.com/visavis/visavis/wire"
)

// stage is a place in the loop that an engine takes.
type stage string

const (
	toListen stage = "listen"
	toThink  stage = "think"
	toSpeak  stage = "speak"

	// No engine's, but doctor looks at them too.
	toCall   stage = "call"   // tools
	toEncode stage = "encode" // formats of speech
)

// engine is a row of the table: engines of one vendor that differ by their model alone.
type engine struct {
	stage  stage
	vendor string // the first part of the ids, such as "deepgram"; of embedded ones the name
	label  string // for people
	models string // for people: which models there are
	able   abilities

	// keys are the variables that may hold the key; none: it needs none. base is the variable that
	// holds another address than the vendor's; with one set, no key is needed.
	keys []string
	base string
	// preset is the model that a key in the environment chooses; empty: it has to be named.
	preset string
	// foreign: servers that speak the vendor's protocol at base often do not have this engine.
	foreign bool
	takes   func(model string) bool // nil: any

	// One of these makes it, according to its stage.
	ears  func(*workshop, pick) visavis.Transcriber
	brain func(*workshop, pick) visavis.Generator
	voice func(*workshop, pick) (visavis.Speaker, error)
	// earsFor makes ears with a client's options; nil: they take none.
	earsFor func(*workshop, pick, wire.ListenProvider) visavis.Transcriber
	// reads transcribes whole files where that is another thing than hearing somebody speak.
	reads func(*workshop, pick) reader
	// tells speaks whole texts where that is another thing than speaking in a conversation.
	tells func(w *workshop, p pick, speed float64) teller
	// voices lists the voices of an embedded engine, each of which is an id. The engine's own name
	// stands for all of them, the first by preference.
	voices func() []namedVoice
	// language returns the language of ears or of a voice; nil: they know several.
	language func(model string) string
}

// abilities are what docs/engines.md tells about an engine.
type abilities struct {
	streams   bool   // works while the rest is still to come
	partials  bool   // tells what it has understood so far
	turns     bool   // judges by itself whether the user has finished
	wordTimes bool   // knows when each word is heard
	tools     bool   // calls functions
	languages string // for people
}

type namedVoice struct{ name, label, language, gender string }

// table lists all engines. Within a stage the order is that of preference among those whose keys
// are there; the embedded ones are last, so that something always works.
func table() []engine {
	return slices.Concat(earsTable(), brainsTable(), voicesTable())
}

// embedded reports whether the engine runs in this process or below it.
func (e *engine) embedded() bool {
	return len(e.keys) == 0 && e.base == "" && e.vendor != ollamaVendor && e.vendor != serverVendor
}

// Vendors whose engines run elsewhere and need no key.
const (
	ollamaVendor = "ollama" // its usual address
	serverVendor = "NAME"   // stands for the servers that the configuration names
)

// isVendor reports whether an engine of the table has the name, which no named server may then have.
func isVendor(name string) bool { return slices.Contains(vendorNames(), name) }

func vendorNames() []string {
	var names []string
	for _, e := range table() {
		if e.vendor != serverVendor && !slices.Contains(names, e.vendor) {
			names = append(names, e.vendor)
		}
	}
	return names
}
