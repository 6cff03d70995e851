package main

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/visavis/visavis/bench/vendors"
)

// fault is one that all calls of a vendor suffer, from now on.
type fault struct {
	vendor string
	vendors.Fault
}

// parseFault reads VENDOR[/PATH]=TROUBLE[@WORDS].
func parseFault(text string) (fault, error) {
	where, what, ok := strings.Cut(text, "=")
	if !ok {
		return fault{}, fmt.Errorf("%q is not VENDOR/PATH=TROUBLE", text)
	}
	name, path, _ := strings.Cut(where, "/")
	f := fault{name, vendors.Fault{Calls: -1}}
	if path != "" {
		f.Path = "/" + path
	}
	what, words, late := strings.Cut(what, "@")
	if late {
		n, err := strconv.ParseUint(words, 10, 16)
		if err != nil {
			return fault{}, fmt.Errorf("%q is no number of words", words)
		}
		f.After.Words = int(n)
	}
	var err error
	f.Do, err = trouble(what)
	return f, err
}

func trouble(name string) (vendors.Trouble, error) {
	switch name {
	case "drop":
		return vendors.Drop{}, nil
	case "stall":
		return vendors.Stall{}, nil
	}
	status, err := strconv.Atoi(name)
	if err != nil || status < 400 || status > 599 {
		return nil, fmt.Errorf("there is no trouble %q; there are drop, stall and statuses from 400 to 599", name)
	}
	return vendors.Refuse{Status: status, Body: `{"err_code":"SIMULATED","err_msg":"This fault is simulated."}`}, nil
}

// inject puts a fault in line at its vendor.
func (s *simulation) inject(f fault) error {
	var names []string
	for _, v := range s.vendors {
		if v.name == f.vendor {
			v.record.Inject(f.Fault)
			return nil
		}
		names = append(names, v.name)
	}
	return fmt.Errorf("there is no vendor %q; there are %s", f.vendor, strings.Join(names, ", "))
}
