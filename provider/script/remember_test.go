package script

import (
	"testing"
	"time"
)

// Whatever is said around a name, the persona must not make one up.
func TestNamesThatAreNone(t *testing.T) {
	for _, text := range []string{"my name is not bob", "do not call me bob", "that is not my name", "my name is hard to spell",
		"remember that my dog is called rex", "my dog's name is rex", "call me back later", "what is my name"} {
		if slots, ok := tellName(text); ok {
			t.Errorf("%q made the user's name %q", text, slots["told"])
		}
	}
}

func TestKeep(t *testing.T) {
	for text, want := range map[string][2]string{
		"remember that my dog is called rex":  {"dog", "is called Rex"},
		"my best friend's name is ada":        {"best friend", "is called Ada"},
		"remember my favorite color is green": {"favorite color", "is green"},
		"remember that my dog is in my car":   {},
		"my feet are cold":                    {},
		"my soup is cold":                     {},
	} {
		slots, _ := keep(text)
		if got := [2]string{slots["thing"], slots["what"]}; got != want {
			t.Errorf("of %q it keeps %q, want %q", text, got, want)
		}
	}
}

func TestDaysUntil(t *testing.T) {
	for _, tt := range []struct{ today, feast, want string }{
		{"2026-12-25", "Christmas", "today is Christmas"},
		{"2026-12-24", "Christmas", "only one more day until Christmas"},
		{"2026-12-26", "Christmas", "three hundred and sixty four days until Christmas"},
		{"2026-12-30", "New Year", "two days until New Year"},
		{"2027-12-26", "Christmas", "three hundred and sixty five days until Christmas"}, // over a leap day
	} {
		now, err := time.Parse(time.DateOnly, tt.today)
		if err != nil {
			t.Fatal(err)
		}
		if got, _ := daysUntil(tt.feast, now.Add(23*time.Hour)); got != tt.want {
			t.Errorf("on %s, it says %q, want %q", tt.today, got, tt.want)
		}
	}
	if got, ok := daysUntil("Doomsday", time.Time{}); ok {
		t.Errorf("days until a day without date are %q", got)
	}
}
