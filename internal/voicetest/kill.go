package voicetest

import (
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/visavis/visavis"
)

// Killing speaks clauses, killing all worker processes at the first piece of each, and returns the
// reply.
func Killing(t *testing.T, s visavis.Speaker, clauses ...string) Reply {
	t.Helper()
	clause, killed := -1, 0
	r := Speak(t, s, func(p visavis.Speech) {
		if p.Clause > clause {
			clause = p.Clause
			killed += killChildren(t)
		}
	}, clauses...)
	if killed < len(clauses) {
		t.Errorf("only %d workers were killed in %d clauses", killed, len(clauses))
	}
	return r
}

// killChildren kills the processes that this one has started and returns their number.
func killChildren(t testing.TB) int {
	t.Helper()
	lists, err := filepath.Glob("/proc/self/task/*/children")
	if err != nil || len(lists) == 0 {
		t.Skip("this system does not list a process's children")
	}
	killed := 0
	for _, list := range lists {
		b, _ := os.ReadFile(list) // a thread may have ended
		for _, field := range strings.Fields(string(b)) {
			pid, err := strconv.Atoi(field)
			if err != nil {
				t.Fatal(err)
			}
			if p, err := os.FindProcess(pid); err == nil && p.Kill() == nil {
				killed++
			}
		}
	}
	return killed
}
