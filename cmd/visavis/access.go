package main

import (
	"errors"
	"fmt"
	"maps"
	"net"
	"slices"
	"strings"

	"github.com/visavis/visavis/internal/access"
)

// Values of the setting access.
const (
	accessOpen = "open"
	accessKeys = "keys"
)

// tokenSecret is the variable that holds what signs temporary tokens.
const tokenSecret = "VISAVIS_TOKEN_SECRET"

func (c config) checkAccess() error {
	if !slices.Contains([]string{"", accessOpen, accessKeys}, c.Access) {
		return fmt.Errorf("access: must be %s or %s", accessOpen, accessKeys)
	}
	if c.Access == accessOpen && len(c.Keys) > 0 {
		return errors.New("access: open lets everybody in, whatever keys there are: remove one of the two")
	}
	_, err := c.keys()
	return err
}

// keys returns the keys by name.
func (c config) keys() ([]access.Key, error) {
	var all []access.Key
	for _, name := range slices.Sorted(maps.Keys(c.Keys)) {
		if !plainName.MatchString(name) {
			return nil, errors.New("keys: a key's name is lower case letters, digits, - and _") // it may be the key
		}
		k, err := access.ParseKey(name, c.Keys[name])
		if err != nil {
			return nil, fmt.Errorf("keys.%s: %w", name, err)
		}
		all = append(all, k)
	}
	return all, nil
}

// accessRequired reports whether who connects must have a key: where the operator has made some, and
// where others than this machine can connect.
func (c config) accessRequired() bool {
	switch c.Access {
	case accessOpen:
		return false
	case accessKeys:
		return true
	}
	return len(c.Keys) > 0 || !isLoopback(c.Addr)
}

// accessReport says who is let in, where that is not this machine alone; empty: it is.
func (c config) accessReport() string {
	switch {
	case c.accessRequired():
		return "keys of " + strings.Join(slices.Sorted(maps.Keys(c.Keys)), ", ")
	case !isLoopback(c.Addr):
		return "open to everybody who can connect"
	}
	return ""
}

// isLoopback reports whether only this machine can connect to an address. A name other than localhost
// may mean anything.
func isLoopback(addr string) bool {
	host, _, err := net.SplitHostPort(addr)
	ip := net.ParseIP(host)
	return err == nil && (strings.EqualFold(host, "localhost") || ip != nil && ip.IsLoopback())
}

// guard makes what lets people in.
func (s setup) guard() (*access.Guard, error) {
	keys, err := s.config.keys()
	if err != nil {
		return nil, err
	}
	cfg := access.Config{Keys: keys, Required: s.config.accessRequired(), Query: s.config.TokenInQuery}
	if cfg.Required && len(keys) == 0 {
		return nil, fmt.Errorf("at %s others than this machine could connect, and there are no keys: make one with 'visavis token new NAME' and "+
			"put the line that it prints into %s; or write 'access: open' there to let everybody in", s.config.Addr, configName)
	}
	if secret := s.env.get(tokenSecret); secret != "" {
		cfg.Secret = []byte(secret)
	}
	g, err := access.New(cfg)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", tokenSecret, err)
	}
	return g, nil
}
