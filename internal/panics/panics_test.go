package panics

import (
	"errors"
	"strings"
	"testing"
)

func TestCatch(t *testing.T) {
	broken := errors.New("broken")
	if err := Catch(func() error { return broken }); err != broken {
		t.Errorf("an error became %v", err)
	}
	err := Catch(func() error { panic("too much") })
	var p *Error
	if !errors.As(err, &p) || p.Value != "too much" || !strings.Contains(err.Error(), "panics_test.go") {
		t.Errorf("a panic became %v", err)
	}
}
