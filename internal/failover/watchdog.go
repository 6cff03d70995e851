package failover

import (
	"sync"
	"time"
)

// watchdog ends a call that owes something and is silent for too long. Any goroutine may use it.
type watchdog struct {
	bite func() // must not call back

	mu    sync.Mutex
	timer *time.Timer
	due   time.Time // zero: nothing is owed
	bit   bool
}

func newWatchdog(bite func()) *watchdog {
	w := &watchdog{bite: bite}
	w.timer = time.AfterFunc(time.Hour, w.expire)
	w.timer.Stop()
	return w
}

// expire runs when the timer does. What is due may have changed in the meantime.
func (w *watchdog) expire() {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.bit || w.due.IsZero() || time.Now().Before(w.due) {
		return
	}
	w.bit = true
	w.bite()
}

// arm gives the call patience from now on.
func (w *watchdog) arm(patience time.Duration) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.set(time.Now().Add(patience), patience)
}

// owe gives the call patience from now on, or what it was given before if that is less.
func (w *watchdog) owe(patience time.Duration) {
	w.mu.Lock()
	defer w.mu.Unlock()
	due := time.Now().Add(patience)
	if w.due.IsZero() || due.Before(w.due) {
		w.set(due, patience)
	}
}

// set holds mu.
func (w *watchdog) set(due time.Time, patience time.Duration) {
	if !w.bit {
		w.due = due
		w.timer.Reset(patience)
	}
}

// disarm says that nothing is owed; it reports false when the call was ended already.
func (w *watchdog) disarm() bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	if !w.due.IsZero() {
		w.due = time.Time{}
		w.timer.Stop()
	}
	return !w.bit
}

// hasBitten reports whether the call was ended.
func (w *watchdog) hasBitten() bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.bit
}
