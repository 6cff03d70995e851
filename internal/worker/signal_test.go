package worker

import (
	"os"
	"syscall"
	"testing"
)

// TestSignalsAreTheParents: who stops a server signals all of its processes; the calls under way need
// their workers until the parent has ended them.
func TestSignalsAreTheParents(t *testing.T) {
	p := run(t, "echo")
	proc := acquire(t, p)
	for _, s := range []os.Signal{os.Interrupt, syscall.SIGTERM} {
		if err := proc.cmd.Process.Signal(s); err != nil {
			t.Fatal(err)
		}
		talk(t, proc)
	}
	p.Release(proc)
}
