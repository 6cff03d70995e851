package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/joho/godotenv"
)

// environ is where secrets come from: the environment and, for what is not set there, the .env of
// the working directory. It is not put into the process's environment: neither child processes nor
// a vendor's SDK have any business with the other keys.
type environ struct {
	lookup func(name string) (string, bool)
	file   map[string]string
}

// maxDotenv bounds what is read, in bytes: to find a bad line, all before it is read again and again.
const maxDotenv = 16 << 10

// readEnviron adds the .env of a folder to what lookup finds. There need not be one.
func readEnviron(lookup func(string) (string, bool), folder string) (environ, error) {
	name := filepath.Join(folder, ".env")
	if info, err := os.Stat(name); errors.Is(err, fs.ErrNotExist) {
		return environ{lookup: lookup}, nil
	} else if err == nil && !info.Mode().IsRegular() {
		return environ{}, errors.New(".env is no file")
	}
	f, err := os.Open(name)
	if err != nil {
		return environ{}, err
	}
	defer f.Close()
	b, err := io.ReadAll(io.LimitReader(f, maxDotenv+1))
	if err != nil {
		return environ{}, fmt.Errorf("read .env: %w", err)
	}
	file, err := parseDotenv(b)
	return environ{lookup: lookup, file: file}, err
}

// parseDotenv reads lines of NAME=value. Its errors name the line and never what stands there.
func parseDotenv(b []byte) (map[string]string, error) {
	if len(b) > maxDotenv {
		return nil, fmt.Errorf(".env is longer than %d KB: it is no list of NAME=value", maxDotenv>>10)
	}
	b = bytes.TrimPrefix(b, []byte("\uFEFF")) // Windows' editors begin files with it
	vars, err := godotenv.UnmarshalBytes(b)
	if err != nil {
		return nil, fmt.Errorf(".env, line %d: this is not NAME=value (a value with spaces needs quotes, and quotes an end)", badLine(b))
	}
	return vars, nil
}

// badLine finds the first line with which everything from the top no longer parses. The parser
// itself tells no line, and quotes the text: a secret perhaps.
func badLine(b []byte) int {
	good, line := 0, 0
	for rest := b; len(rest) > 0; {
		end := bytes.IndexByte(rest, '\n') + 1
		if end == 0 {
			end = len(rest)
		}
		rest = rest[end:]
		line++
		// A value in quotes may span lines: the top fails inside it and parses again after it.
		if _, err := godotenv.UnmarshalBytes(b[:len(b)-len(rest)]); err == nil {
			good = line
		}
	}
	return good + 1
}

// get returns a variable's value; empty when it is not set.
func (e environ) get(name string) string {
	if e.lookup != nil {
		if v, set := e.lookup(name); set {
			// What is set wins, even if it is empty: that is how a key is switched off. Space around a
			// value, such as the line feed of a file that was read, is no part of a key or an address.
			return strings.TrimSpace(v)
		}
	}
	return strings.TrimSpace(e.file[name])
}

// first returns the first of the variables that has a value.
func (e environ) first(names ...string) string {
	for _, n := range names {
		if v := e.get(n); v != "" {
			return v
		}
	}
	return ""
}

// Format prints a placeholder whatever the verb: the environment holds keys.
func (environ) Format(f fmt.State, _ rune) { io.WriteString(f, "[environment]") }
