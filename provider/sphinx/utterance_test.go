package sphinx

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/visavis/visavis"
)

func TestLiveIsWhatComesNoFasterThanSpeech(t *testing.T) {
	for _, test := range []struct {
		name  string
		every time.Duration // between chunks of 100 ms
		stall time.Duration // before the last 1.9 s, which then come at once
		want  bool
	}{
		{"microphone", 100 * time.Millisecond, 0, true},
		{"after a stall of the network", 100 * time.Millisecond, 2 * time.Second, true},
		{"file sent at once", 0, 0, false},
		{"file over a slow line", 80 * time.Millisecond, 0, false},
		{"file that had to wait for room", 0, time.Minute, false},
	} {
		t.Run(test.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				u := newUtterance(0, quiet(600*time.Millisecond))
				for range 150 {
					time.Sleep(test.every)
					u.add(make([]int16, visavis.MicRate.N(100*time.Millisecond)))
				}
				time.Sleep(test.stall)
				if test.stall > 0 {
					u.add(make([]int16, visavis.MicRate.N(1900*time.Millisecond)))
				}
				if got := u.bulk() == 0; got != test.want {
					t.Errorf("15 s of speech with %v between chunks of 100 ms: live is %t, want %t", test.every, got, test.want)
				}
			})
		})
	}
}
