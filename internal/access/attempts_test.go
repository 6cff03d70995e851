package access

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"github.com/visavis/visavis/internal/refusal"
)

// from is a request of an address that shows something.
func from(remote, authorization string) *http.Request {
	r := request("Authorization", authorization)
	r.RemoteAddr = remote
	return r
}

// status is how a request is answered, and how long it is to wait.
func status(g *Guard, r *http.Request) (int, time.Duration) {
	_, err := g.Check(r)
	var no *refusal.Error
	if !errors.As(err, &no) {
		return http.StatusOK, 0
	}
	return no.Status, no.RetryAfter
}

// TestGuessersWait: after ten wrong keys in a minute, until the minute is over. Nobody else does, and
// who behind the same address has a right key does not notice.
func TestGuessersWait(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const here, neighbour = "192.0.2.7:1000", "192.0.2.7:2000"
		g, key := keyed(t, Config{})
		for i := range maxAttempts {
			if got, _ := status(g, from(here, "Token vv_wrong")); got != 401 {
				t.Fatalf("attempt %d is answered with %d", i+1, got)
			}
			time.Sleep(time.Second)
		}
		if got, wait := status(g, from(neighbour, "Bearer wrong")); got != 429 || wait != attemptWindow-maxAttempts*time.Second {
			t.Errorf("one too many is answered with %d, and waits for %v", got, wait)
		}
		refused := 0 // one may share the count by chance, not all
		for _, elsewhere := range []string{"192.0.2.8:1", "192.0.2.9:1", "[2001:db8::1]:1"} {
			if got, _ := status(g, from(elsewhere, "Token vv_wrong")); got != 401 {
				refused++
			}
		}
		if refused == 3 {
			t.Error("other addresses wait as well")
		}
		if got, _ := status(g, from(neighbour, "Token "+key)); got != 200 {
			t.Errorf("a right key is answered with %d for what a neighbour did", got)
		}
		time.Sleep(attemptWindow - maxAttempts*time.Second)
		if got, _ := status(g, from(here, "Token vv_wrong")); got != 401 {
			t.Errorf("after a minute it is still %d", got)
		}
	})
}

// TestWhoDoesNotGuessIsNotCounted: nothing shown, or a token whose time is over, is no guess; both are
// told what they need however often they ask.
func TestWhoDoesNotGuessIsNotCounted(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g, key := keyed(t, Config{})
		old := granted(t, g, key, time.Second)
		time.Sleep(time.Minute)
		for range 3 * maxAttempts {
			for _, shown := range []string{"", "Token ", "Basic eA==", "Bearer " + old} {
				if got, _ := status(g, from("192.0.2.7:1", shown)); got != 401 {
					t.Fatalf("%.8q is answered with %d", shown, got)
				}
			}
		}
	})
}

// TestTheFormCountsAsWell: otherwise it would be the way to try keys.
func TestTheFormCountsAsWell(t *testing.T) {
	g, key := keyed(t, Config{})
	r := from("192.0.2.7:1", "")
	for range maxAttempts {
		if _, err := g.SignIn(r, "vv_wrong", false); !errors.Is(err, ErrNoKey) {
			t.Fatal(err)
		}
	}
	if _, err := g.SignIn(r, "vv_wrong", false); !errors.Is(err, ErrTooMany) {
		t.Errorf("one too many: %v", err)
	}
	if got, _ := status(g, from("192.0.2.7:1", "Token vv_wrong")); got != 429 {
		t.Errorf("what was tried in the form does not count for requests: %d", got)
	}
	if _, err := g.SignIn(r, key, false); err != nil {
		t.Errorf("a right key: %v", err)
	}
}

func TestNeighbourhood(t *testing.T) {
	for remote, want := range map[string]string{
		"192.0.2.7:1": "192.0.2.7/32", "[::ffff:192.0.2.7]:1": "192.0.2.7/32",
		"[2001:db8::1:2:3:4]:1": "2001:db8::/64", "[fe80::1%eth0]:1": "fe80::/64",
		"pipe": "invalid Prefix", "": "invalid Prefix",
	} {
		if got := neighbourhood(remote).String(); got != want {
			t.Errorf("%q belongs to %s, want %s", remote, got, want)
		}
	}
}

// TestAttemptsDoNotGrow: a hundred thousand addresses cost no memory.
func TestAttemptsDoNotGrow(t *testing.T) {
	a, now := newAttempts(), time.Now()
	remotes := make([]string, 1000)
	for i := range remotes {
		remotes[i] = fmt.Sprintf("%d.%d.%d.%d:1", 1+rand.N(200), rand.N(256), rand.N(256), rand.N(256))
	}
	i := 0
	if n := testing.AllocsPerRun(100_000, func() { a.wrong(remotes[i%len(remotes)], now); i++ }); n > 0 {
		t.Errorf("a wrong credential costs %v allocations", n)
	}
}
