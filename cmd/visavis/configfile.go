package main

import (
	"errors"
	"fmt"
	"reflect"
	"regexp"
	"strings"
	"time"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
)

// parseConfig reads and checks the text of a file. Errors name the line and do not quote it: what
// stands there may be a key that does not belong.
func parseConfig(name string, text []byte) (config, error) {
	var c config
	err := decodeConfig(text, &c)
	if err == nil {
		err = c.check()
	}
	if err != nil {
		return config{}, fmt.Errorf("%s: %w", name, err)
	}
	return c, nil
}

// maxConfig bounds a configuration, in bytes: the library takes minutes over a megabyte of brackets.
const maxConfig = 64 << 10

func decodeConfig(text []byte, c *config) (err error) {
	if len(text) > maxConfig {
		return fmt.Errorf("it is longer than %d KB", maxConfig>>10)
	}
	defer func() {
		if recover() != nil { // the library does not survive everything, such as some tags (!x)
			err = errUnreadable
		}
	}()
	file, err := parser.ParseBytes(text, 0)
	if err != nil {
		return explainYAML(err)
	}
	for _, doc := range file.Docs {
		guard := &secretGuard{}
		ast.Walk(guard, doc)
		if guard.line > 0 {
			return fmt.Errorf("line %d: this looks like a key. %s", guard.line, secretsAdvice)
		}
	}
	if len(file.Docs) > 1 {
		return errors.New("there is more than one document (---)")
	}
	if err := yaml.UnmarshalWithOptions(text, c, yaml.Strict()); err != nil {
		return explainYAML(err)
	}
	return nil
}

var errUnreadable = errors.New("this is no YAML that can be read")

const secretsAdvice = "Keys come from the environment or a .env alone, never from this file; key_env names a variable"

// explainYAML says what is wrong without the excerpt of the file that the library would print.
func explainYAML(err error) error {
	var ye yaml.Error
	if !errors.As(err, &ye) {
		return errUnreadable
	}
	line := 0
	if tk := ye.GetToken(); tk != nil && tk.Position != nil {
		line = tk.Position.Line
	}
	if unknown, ok := errors.AsType[*yaml.UnknownFieldError](err); ok && unknown.Token != nil {
		return unknownMember(line, unknown.Token.Value)
	}
	if wrong, ok := errors.AsType[*yaml.TypeError](err); ok {
		return fmt.Errorf("line %d: here belongs %s", line, kindOf(wrong.DstType))
	}
	if wrong, ok := errors.AsType[*yaml.UnexpectedNodeTypeError](err); ok {
		if wrong.Expected == ast.SequenceType {
			return fmt.Errorf("line %d: here belongs %s", line, aList)
		}
		return fmt.Errorf("line %d: here belongs %s", line, aBlock)
	}
	return fmt.Errorf("line %d: %s", line, ye.GetMessage())
}

const (
	aList  = "a list such as [a, b]"
	aBlock = "a block of settings"
)

// kindOf tells people what a type of Go wants to see in the file.
func kindOf(t reflect.Type) string {
	if t == reflect.TypeFor[time.Duration]() {
		return "a duration such as 1.5s or 800ms"
	}
	switch t.Kind() {
	case reflect.Bool:
		return "true or false"
	case reflect.Float64:
		return "a number"
	case reflect.Slice:
		return aList
	case reflect.String:
		return "a text"
	}
	return aBlock
}

func unknownMember(line int, name string) error {
	if secretName.MatchString(name) {
		return fmt.Errorf("line %d: %q does not belong here. %s", line, name, secretsAdvice)
	}
	if near := nearest(name, members(reflect.TypeFor[config]())); near != "" {
		return fmt.Errorf("line %d: there is no setting %q; did you mean %q?", line, name, near)
	}
	return fmt.Errorf("line %d: there is no setting %q", line, name)
}

// secretName matches members that somebody would put a secret under.
var secretName = regexp.MustCompile(`(?i)key$|token$|secret|password|authorization|credential|bearer|headers`)

// secretValue matches how keys of the vendors look, and addresses with a password.
var secretValue = regexp.MustCompile(`^(sk-|gsk_|AIza|eyJ|vv_|Bearer |Token )\S+$|^[0-9a-f]{40}$|://[^/@ ]+:[^/@ ]+@`)

// secretGuard looks for values that are keys.
type secretGuard struct{ line int } // of the first; 0: none

func (g *secretGuard) Visit(n ast.Node) ast.Visitor {
	s, ok := n.(*ast.StringNode)
	if ok && g.line == 0 && secretValue.MatchString(s.Value) {
		g.line = s.GetToken().Position.Line
	}
	return g
}

// members lists the names of all members of a configuration, nested ones too.
func members(t reflect.Type) []string {
	switch t.Kind() {
	case reflect.Slice, reflect.Map, reflect.Pointer:
		return members(t.Elem())
	case reflect.Struct:
	default:
		return nil
	}
	var names []string
	for i := range t.NumField() {
		if tag := t.Field(i).Tag.Get("yaml"); tag != "" {
			names = append(append(names, tag), members(t.Field(i).Type)...)
		}
	}
	return names
}

// nearest returns the name that differs least from one that is not there; empty when all differ
// too much for a slip.
func nearest(name string, names []string) string {
	best, distance := "", 1+len(name)/3
	for _, n := range names {
		if d := editDistance(strings.ToLower(name), n); d <= distance && d < len(n) {
			if d < distance || best == "" {
				best, distance = n, d
			}
		}
	}
	return best
}

// editDistance counts the letters to insert, delete or replace that make a into b.
func editDistance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := diagonal
			if a[i] != b[j] {
				cost++
			}
			diagonal = row[j+1]
			row[j+1] = min(cost, row[j]+1, diagonal+1)
		}
	}
	return row[len(b)]
}
