package access

import (
	"hash/maphash"
	"net/netip"
	"sync"
	"time"
)

// Who shows wrong credentials is told to wait. Nobody guesses 256 bits at any speed: this is for clients
// that try the same key for ever, and makes each attempt of a guesser cost a new connection.
const (
	maxAttempts   = 10 // wrong credentials of one address in attemptWindow
	attemptWindow = time.Minute
	// attemptSlots is how many counts there are. Addresses that share one are taken for one, which
	// costs who is right nothing. It is a power of two.
	attemptSlots = 4096
)

// attempts counts wrong credentials by address. It keeps counts and no addresses, in a table that does
// not grow however many addresses there are. Any goroutine may count.
type attempts struct {
	seed maphash.Seed // secret: nobody chooses whose count he shares

	mu    sync.Mutex // guards what follows
	slots [attemptSlots]attempt
}

// attempt is a count and when it began.
type attempt struct {
	since time.Time
	wrong int
}

func newAttempts() *attempts { return &attempts{seed: maphash.MakeSeed()} }

// wrong counts a wrong credential of an address, as http.Request has it, and returns how long it has to
// wait for the next to be judged; 0: this was not one too many.
func (a *attempts) wrong(remote string, now time.Time) (wait time.Duration) {
	i := maphash.Comparable(a.seed, neighbourhood(remote)) % attemptSlots
	a.mu.Lock()
	defer a.mu.Unlock()
	slot := &a.slots[i]
	if now.Sub(slot.since) >= attemptWindow {
		*slot = attempt{since: now}
	}
	if slot.wrong++; slot.wrong <= maxAttempts {
		return 0
	}
	return attemptWindow - now.Sub(slot.since)
}

// neighbourhood is what counts as one address: of IPv6 a /64, which a home has as it has one address of
// IPv4. What is no address (a socket of the machine's) is all one.
func neighbourhood(remote string) netip.Prefix {
	at, err := netip.ParseAddrPort(remote)
	if err != nil {
		return netip.Prefix{}
	}
	ip := at.Addr().Unmap()
	bits := 64
	if ip.Is4() {
		bits = 32
	}
	return netip.PrefixFrom(ip.WithZone(""), bits).Masked()
}
