package main

import (
	"io"
	"os"

	"github.com/schollz/progressbar/v3"
)

// progress is a bar on the terminal for work on several files; where nobody would see it, nothing.
type progress struct{ bar *progressbar.ProgressBar }

func newProgress(t terminal, what string, n int) progress {
	if n < 2 || !isTerminal(t.err) {
		return progress{}
	}
	return progress{progressbar.NewOptions(n,
		progressbar.OptionSetWriter(t.err), progressbar.OptionSetDescription(what),
		progressbar.OptionShowCount(), progressbar.OptionSetWidth(30), progressbar.OptionClearOnFinish(),
	)}
}

// isTerminal reports whether somebody may be looking.
func isTerminal(w io.Writer) bool {
	f, ok := w.(*os.File)
	if !ok {
		return false
	}
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}

// hide makes room for a line of text.
func (p progress) hide() {
	if p.bar != nil {
		p.bar.Clear()
	}
}

// step counts a file that is done.
func (p progress) step() {
	if p.bar != nil {
		p.bar.Add(1)
	}
}

func (p progress) close() {
	if p.bar != nil {
		p.bar.Finish()
	}
}
