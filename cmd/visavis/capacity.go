package main

import (
	"math"
	"runtime"
	"syscall"
)

// capacity is how much a process takes on at once. It follows from what the machine gives it, so that
// neither connections nor files nor processors run out under those who are served already.
type capacity struct {
	streams     int // requests of the protocol
	connections int // that are no websockets: of the page, of who has asked for nothing yet
}

// A stream needs up to four files: its own connection, and those to a recogniser, a model and a voice
// elsewhere. As many parts go to other connections, and the last to the engines and what else there is.
const (
	filesPerStream = 4
	fileParts      = filesPerStream + 2
)

// streamsPerCore is what bench/streams has measured: one costs 0.18 % of a core, and 0.22 MB.
const streamsPerCore = 512

// maxConnections bounds those that wait, in memory: each costs some 5 KB, and its headers.
const maxConnections = 4096

// machineCapacity is what this process may take on.
func machineCapacity() capacity {
	return capacityOf(openFiles(), runtime.GOMAXPROCS(0))
}

func capacityOf(files uint64, cores int) capacity {
	part := int(min(files/fileParts, math.MaxInt32))
	return capacity{streams: max(1, min(part, streamsPerCore*cores)), connections: max(1, min(part, maxConnections))}
}

// openFiles is how many files a process may open; the Go runtime has raised it as far as it may.
func openFiles() uint64 {
	var r syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_NOFILE, &r); err != nil {
		return 1024 // what systems give at least
	}
	return r.Cur
}
