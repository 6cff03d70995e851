package main

import (
	"errors"
	"fmt"
	"maps"
	"net/url"
	"path"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/visavis/visavis/internal/outbound"
)

// check says what is wrong with the values. Ids of engines are looked at when they are chosen: that
// needs the environment.
func (c config) check() error {
	checks := []func() error{c.checkStages, c.Flux.check, c.Lips.check, c.checkModel, c.checkServers, c.checkMCP, c.checkTools, c.checkHosts, c.checkAccess}
	for _, check := range checks {
		if err := check(); err != nil {
			return err
		}
	}
	return nil
}

// checkStages refuses an empty list: nobody can mean it, and it is easily written.
func (c config) checkStages() error {
	for name, ids := range map[string][]string{"listen": c.Listen, "think": c.Think, "speak": c.Speak} {
		if ids != nil && len(ids) == 0 {
			return fmt.Errorf("%s: name an engine, or leave it out", name)
		}
	}
	return nil
}

func (f flux) check() error {
	const hint = "Deepgram takes "
	switch {
	case f.EndOfTurn != nil && (*f.EndOfTurn < 0.5 || *f.EndOfTurn > 1):
		return errors.New("flux.end_of_turn: " + hint + "0.5 to 1")
	case f.EagerEndOfTurn != nil && (*f.EagerEndOfTurn < 0.3 || *f.EagerEndOfTurn > 0.9):
		return errors.New("flux.eager_end_of_turn: " + hint + "0.3 to 0.9")
	case f.EagerEndOfTurn != nil && f.EndOfTurn != nil && *f.EagerEndOfTurn > *f.EndOfTurn:
		return errors.New("flux.eager_end_of_turn: must not exceed flux.end_of_turn")
	case f.Timeout != 0 && (f.Timeout < 500*time.Millisecond || f.Timeout > time.Minute):
		return errors.New("flux.timeout: " + hint + "500ms to 1m")
	}
	return nil
}

func (c config) checkModel() error {
	if t := c.Temperature; t != nil && (*t < 0 || *t > 2) {
		return errors.New("temperature: must be 0 to 2")
	}
	efforts := []string{"", "none", "minimal", "low", "medium", "high"}
	if !slices.Contains(efforts, c.Effort) {
		return fmt.Errorf("effort: must be one of %s", strings.Join(efforts[1:], ", "))
	}
	return nil
}

var (
	plainName    = regexp.MustCompile(`^[a-z0-9][a-z0-9_-]*$`)
	toolName     = regexp.MustCompile(`^[A-Za-z0-9_-]{1,64}$`)
	variableName = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_]*$`)
)

func (c config) checkServers() error {
	for _, name := range slices.Sorted(maps.Keys(c.Servers)) {
		at := "servers." + name
		if !plainName.MatchString(name) || isVendor(name) {
			return fmt.Errorf("%s: a server's name is lower case letters, digits, - and _, and none of %s",
				at, strings.Join(vendorNames(), ", "))
		}
		s := c.Servers[name]
		if err := errors.Join(checkURL(at+".url", s.URL), checkVariable(at+".key_env", s.KeyEnv)); err != nil {
			return err
		}
	}
	return nil
}

func (c config) checkMCP() error {
	for _, name := range slices.Sorted(maps.Keys(c.MCP)) {
		at, s := "mcp."+name, c.MCP[name]
		if !plainName.MatchString(name) {
			return fmt.Errorf("%s: a server's name is lower case letters, digits, - and _", at)
		}
		if (len(s.Command) > 0) == (s.URL != "") {
			return fmt.Errorf("%s: needs either a command or a url", at)
		}
		for _, v := range s.Env {
			if err := checkVariable(at+".env", v); err != nil {
				return err
			}
		}
		if s.URL == "" {
			continue
		}
		if err := errors.Join(checkURL(at+".url", s.URL), checkVariable(at+".key_env", s.KeyEnv)); err != nil {
			return err
		}
	}
	return nil
}

func (c config) checkTools() error {
	seen := map[string]bool{}
	for i, t := range c.Tools {
		at := fmt.Sprintf("tools[%d]", i)
		if !toolName.MatchString(t.Name) {
			return fmt.Errorf("%s.name: must be up to 64 letters, digits, - and _", at)
		}
		if seen[t.Name] {
			return fmt.Errorf("%s.name: %q is there twice", at, t.Name)
		}
		seen[t.Name] = true
		if !slices.Contains([]string{"", "GET", "POST", "PUT", "PATCH", "DELETE"}, t.Method) {
			return fmt.Errorf("%s.method: must be GET, POST, PUT, PATCH or DELETE", at)
		}
		if err := errors.Join(checkURL(at+".url", t.URL), checkVariable(at+".key_env", t.KeyEnv)); err != nil {
			return err
		}
	}
	return nil
}

// checkHosts refuses patterns that match nothing.
func (c config) checkHosts() error {
	if err := outbound.CheckPatterns(c.Endpoints); err != nil {
		return fmt.Errorf("endpoints: %w", err)
	}
	for _, p := range c.Origins {
		if _, err := path.Match(p, ""); err != nil || p == "" || strings.ContainsAny(p, "/ ") {
			return fmt.Errorf("origins: %q is no host, such as example.org or *.example.org", p)
		}
	}
	return nil
}

// checkURL demands an address without secrets in it, which would end up in logs.
func checkURL(at, text string) error {
	u, err := url.Parse(text)
	switch {
	case err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https":
		return fmt.Errorf("%s: must be an address such as https://api.example.org/v1", at)
	case u.User != nil:
		return fmt.Errorf("%s: there must be no password in it", at)
	}
	for name := range u.Query() {
		if secretName.MatchString(name) {
			return fmt.Errorf("%s: %q looks like a key. %s", at, name, secretsAdvice)
		}
	}
	return nil
}

func checkVariable(at, name string) error {
	if name != "" && !variableName.MatchString(name) {
		return fmt.Errorf("%s: must be the name of an environment variable, not its value", at)
	}
	return nil
}
