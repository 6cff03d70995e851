package vendor

import (
	"context"
	"net/http/httptrace"
	"sync/atomic"
	"time"
)

// FirstByte makes one call and returns how long its answer's first byte took, name lookup and
// handshakes included.
func FirstByte(ctx context.Context, call func(context.Context) error) (time.Duration, error) {
	var first atomic.Int64
	began := time.Now()
	note := func() { first.CompareAndSwap(0, int64(time.Since(began))) }
	err := call(httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{GotFirstResponseByte: note}))
	note() // a transport without traces: when all of it was there
	return time.Duration(first.Load()), err
}
