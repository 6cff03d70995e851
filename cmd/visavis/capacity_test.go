package main

import "testing"

// TestCapacity: all that is taken on at once needs no more files than there are, and no more processors.
func TestCapacity(t *testing.T) {
	for _, tt := range []struct {
		files uint64
		cores int
		want  capacity
	}{
		{1024, 2, capacity{170, 170}},
		{20_000, 2, capacity{1024, 3333}},
		{1 << 20, 4, capacity{2048, maxConnections}},
		{1<<64 - 1, 64, capacity{64 * streamsPerCore, maxConnections}}, // without a limit
		{0, 1, capacity{1, 1}},
	} {
		got := capacityOf(tt.files, tt.cores)
		if got != tt.want {
			t.Errorf("%d files and %d cores are enough for %+v, want %+v", tt.files, tt.cores, got, tt.want)
		}
		if need := got.streams*filesPerStream + got.connections; tt.files > 100 && uint64(need) > tt.files*9/10 {
			t.Errorf("%+v may need %d files of %d", got, need, tt.files)
		}
	}
	if c := machineCapacity(); c.streams < 1 || c.connections < 1 {
		t.Errorf("this machine serves nobody: %+v", c)
	}
}
