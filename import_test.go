package visavis_test

import (
	"errors"
	"go/build"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

const module = "github.com/visavis/visavis"

// Packages that have a reason of their own to be imported in several places.
const (
	xsync     = "golang.org/x/sync"
	websocket = "github.com/coder/websocket"
	// What the command reads its configuration and shows its progress with.
	godotenv    = "github.com/joho/godotenv"
	yaml        = "github.com/goccy/go-yaml"
	progressbar = "github.com/schollz/progressbar/v3"
)

// mayImport is the direction of imports: what a package may import besides the standard library.
// Packages of the module are named by their folder, "." is the root package, a trailing /* stands
// for everything below. A provider's vendor SDK is its own affair.
var mayImport = map[string][]string{
	".":                   {},
	"wire":                {},
	"clause":              {"."},
	"lipsync":             {".", "lipsync/acoustic", "lipsync/pronounce"},
	"lipsync/acoustic":    {"."},
	"lipsync/pronounce":   {".", "lipsync/acoustic"},
	"lipsync/corpus":      {".", "internal/pcm", "internal/worker", "provider/*", xsync},
	"lipsync/train":       {".", "lipsync/acoustic", "lipsync/corpus", "internal/worker"},
	"lipsync/export":      {"."},
	"lipsync/score":       {".", "lipsync", "lipsync/*", "internal/pcm", "internal/worker", "provider/*"},
	"conversation":        {".", "clause", "lipsync", "internal/heard", "internal/turnend", "internal/vad", "internal/panics", xsync},
	"provider/*":          {".", "wire", "internal/pcm", "internal/worker", "internal/voice", "internal/speakable", "internal/outbound", "internal/utterance", "internal/dialogue", "internal/vendor", "internal/panics", xsync, websocket, vendors},
	"providertest":        {".", xsync},
	"server":              {".", "wire", "conversation", "server/listen", "server/speak", "internal/pcm", "internal/media", "internal/hearing", "internal/failover", "internal/outbound", "internal/socket", "internal/refusal", "internal/access", websocket},
	"server/listen":       {".", "wire", "internal/hearing", "internal/media", "internal/pcm", "internal/turnend", "internal/vad", "internal/socket", "internal/refusal", "internal/outbound", xsync, websocket},
	"server/speak":        {".", "wire", "clause", "internal/heard", "internal/media", "internal/pcm", "internal/socket", "internal/refusal", xsync, websocket},
	"web":                 {},
	"cmd/visavis":         {".", "clause", "conversation", "lipsync", "lipsync/*", "wire", "server", "web", "provider/*", "internal/*", xsync, godotenv, yaml, progressbar},
	"bench/*":             {".", "wire", "server", "conversation", "provider/*", "bench/*", "internal/*", xsync, websocket},
	"e2e":                 {".", "wire", "internal/pcm", websocket},
	"internal/pcm":        {"."},
	"internal/media":      {".", "internal/pcm", vendors},
	"internal/heard":      {"."},
	"internal/codec":      {".", "internal/media", "internal/pcm", "internal/worker", xsync, vendors},
	"internal/hearing":    {".", "internal/media", "internal/pcm", "internal/vad"},
	"internal/socket":     {websocket},
	"internal/refusal":    {},
	"internal/access":     {"internal/refusal"},
	"internal/turnend":    {},
	"internal/vad":        {"."},
	"internal/worker":     {".", xsync},
	"internal/speakable":  {},
	"internal/voice":      {".", "internal/worker", "internal/speakable", "internal/panics", xsync},
	"internal/voicetest":  {".", "providertest"},
	"internal/aligned":    {".", "lipsync", "lipsync/pronounce", "internal/panics"},
	"internal/pipenet":    {},
	"internal/panics":     {},
	"internal/failover":   {".", "internal/pcm", xsync},
	"internal/outbound":   {},
	"internal/utterance":  {".", "internal/panics", xsync},
	"internal/dialogue":   {"."},
	"internal/vendor":     {"."},
	"internal/record":     {vendors},
	"internal/vendortest": {".", "bench/vendors", "internal/pipenet", "internal/record", "providertest"},
}

// vendors stands for any package that is neither ours nor the standard library's.
const vendors = "(vendors)"

// TestImports keeps the arrows between packages pointing one way. Tests may import anything.
func TestImports(t *testing.T) {
	all := packages(t)
	if len(all) < len(mayImport)/2 {
		t.Fatalf("found only %d packages", len(all))
	}
	for folder, imports := range all {
		allowed, known := mayImport[entry(folder)]
		if !known {
			t.Errorf("package %s is not in the table of import_test.go: add it with what it may import", folder)
			continue
		}
		for _, path := range imports {
			if !slices.ContainsFunc(allowed, func(a string) bool { return allows(a, path) }) {
				t.Errorf("package %s imports %s, but may import only %s: move what it needs to where both may reach it, "+
					"or, if the direction is right, change the table in import_test.go and say why in the commit",
					folder, path, strings.Join(allowed, ", "))
			}
		}
	}
}

// packages returns the imports of every package of the module, those of the standard library left
// out, ours named by their folders.
func packages(t *testing.T) map[string][]string {
	t.Helper()
	found := make(map[string][]string)
	err := filepath.WalkDir(".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || !d.IsDir() {
			return err
		}
		if name := d.Name(); name == "testdata" || name == "node_modules" || name != "." && strings.HasPrefix(name, ".") {
			return filepath.SkipDir
		}
		if _, err := os.Stat(filepath.Join(path, "go.mod")); err == nil && path != "." {
			return filepath.SkipDir // another module
		}
		p, err := build.ImportDir(path, 0)
		if _, none := errors.AsType[*build.NoGoError](err); none || err == nil && len(p.GoFiles) == 0 {
			return nil
		}
		found[filepath.ToSlash(path)] = foreign(p.Imports)
		return err
	})
	if err != nil {
		t.Fatalf("read packages: %v", err)
	}
	return found
}

// folder turns a path of our module into its folder and leaves others as they are.
func folder(path string) string {
	if path == module {
		return "."
	}
	return strings.TrimPrefix(path, module+"/")
}

// foreign drops the standard library, whose paths have no dot in their first element.
func foreign(imports []string) []string {
	var out []string
	for _, path := range imports {
		if first, _, _ := strings.Cut(path, "/"); strings.Contains(first, ".") {
			out = append(out, folder(path))
		}
	}
	return out
}

// entry returns the key of the table that a package belongs to.
func entry(folder string) string {
	if _, ok := mayImport[folder]; ok {
		return folder
	}
	parent, _, _ := strings.Cut(folder, "/")
	return parent + "/*"
}

func allows(rule, path string) bool {
	first, _, _ := strings.Cut(path, "/")
	switch {
	case rule == vendors:
		return strings.Contains(first, ".") && path != "."
	case strings.HasSuffix(rule, "/*"):
		return strings.HasPrefix(path, strings.TrimSuffix(rule, "*"))
	case rule == xsync || rule == websocket || rule == yaml:
		return path == rule || strings.HasPrefix(path, rule+"/")
	}
	return path == rule
}

// TestAllows: the rules of the table mean what they say.
func TestAllows(t *testing.T) {
	for _, tt := range []struct {
		rule, path string
		want       bool
	}{
		{".", ".", true},
		{".", "wire", false},
		{vendors, "github.com/openai/openai-go/v3", true},
		{vendors, "provider/flite", false},
		{vendors, ".", false},
		{"provider/*", "provider/flite", true},
		{"provider/*", "providertest", false},
		{xsync, "golang.org/x/sync/errgroup", true},
		{xsync, "golang.org/x/text", false},
	} {
		if got := allows(tt.rule, tt.path); got != tt.want {
			t.Errorf("rule %q allows %q: %v, want %v", tt.rule, tt.path, got, tt.want)
		}
	}
}
