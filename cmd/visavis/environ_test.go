package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// testEnviron is an environment of its own.
func testEnviron(pairs ...string) environ {
	vars := map[string]string{}
	for _, p := range pairs {
		name, value, _ := strings.Cut(p, "=")
		vars[name] = value
	}
	return environ{lookup: func(name string) (string, bool) { v, ok := vars[name]; return v, ok }}
}

func TestDotenvFillsIn(t *testing.T) {
	folder := t.TempDir()
	writeFile(t, filepath.Join(folder, ".env"), "\uFEFF# keys\nA=from file\nexport B=\"b # no comment\"\nC=c\n\nD='two\nlines'\n")
	env, err := readEnviron(testEnviron("A=from environment", "C=").lookup, folder)
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{
		"A": "from environment", "B": "b # no comment", "D": "two\nlines",
		"C": "", // set, though empty: that is how a key is switched off
		"E": "",
	} {
		if got := env.get(name); got != want {
			t.Errorf("%s is %q, want %q", name, got, want)
		}
	}
	if got := env.first("E", "C", "B"); got != "b # no comment" {
		t.Errorf("the first that has a value is %q", got)
	}
	if os.Getenv("B") != "" {
		t.Error(".env leaked into the environment that child processes get")
	}
}

func TestNoDotenv(t *testing.T) {
	if env, err := readEnviron(nil, t.TempDir()); err != nil || env.get("A") != "" {
		t.Errorf("without a .env: %q, %v", env.get("A"), err)
	}
}

func TestBadDotenvNamesTheLineOnly(t *testing.T) {
	for text, line := range map[string]string{
		"A=1\nmy hovercraft sk-secret\nB=2\n":      "line 2",
		"A=1\n\n# so far so good\nB=\"sk-secret\n": "line 4",
		"A='one\ntwo'\nsk-secret!\n":               "line 3",
		"sk-secret?=1":                             "line 1",
	} {
		_, err := parseDotenv([]byte(text))
		if err == nil || !strings.Contains(err.Error(), line+":") {
			t.Errorf("%q: %v, want %s", text, err, line)
		} else if strings.Contains(err.Error(), "secret") {
			t.Errorf("the error quotes the file: %v", err)
		}
	}
}

func TestEnvironIsNotPrinted(t *testing.T) {
	env := environ{file: map[string]string{"DEEPGRAM_API_KEY": "sk-secret"}}
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q"} {
		if got := fmt.Sprintf(verb, env); strings.Contains(got, "secret") {
			t.Errorf("%s prints %s", verb, got)
		}
	}
}

// FuzzDotenv: whatever the file holds, it is read or refused, and never quoted.
func FuzzDotenv(f *testing.F) {
	f.Add("A=1\nB='x\ny'\n")
	f.Add("export A=\"${B}\\n\"\nB: yaml style\n")
	f.Add("=\n\"'\x00")
	f.Fuzz(func(t *testing.T, text string) {
		if _, err := parseDotenv([]byte(text)); err == nil {
			return
		} else if line := badLine([]byte(text)); line < 1 || line > strings.Count(text, "\n")+1 {
			t.Errorf("%v: there is no line %d", err, line)
		}
	})
}

func writeFile(t *testing.T, name, text string) {
	t.Helper()
	if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}
