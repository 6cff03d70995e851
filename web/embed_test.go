package web

import (
	"io/fs"
	"path"
	"regexp"
	"strings"
	"testing"
)

func TestThePageIsWhole(t *testing.T) {
	index, err := fs.ReadFile(Files(), "index.html")
	if err != nil {
		t.Fatal(err)
	}
	refs := regexp.MustCompile(`(?:src|href)="\./([^"]+)"`).FindAllSubmatch(index, -1)
	if len(refs) < 2 {
		t.Errorf("index.html refers to %d files; a page without script and style is none", len(refs))
	}
	for _, ref := range refs {
		if _, err := fs.Stat(Files(), string(ref[1])); err != nil {
			t.Errorf("index.html refers to what is not there: %v", err)
		}
	}
	if _, err := fs.Stat(Files(), "visavis-avatar.js"); err != nil {
		t.Errorf("other pages load the element by its name: %v", err)
	}
}

func TestNothingComesFromElsewhere(t *testing.T) {
	foreign := regexp.MustCompile(`https?://[^\s"'` + "`" + `)]+`)
	err := fs.WalkDir(Files(), ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		content, err := fs.ReadFile(Files(), name)
		if err != nil {
			return err
		}
		for _, url := range foreign.FindAllString(string(content), -1) {
			if !strings.HasPrefix(url, "http://www.w3.org/") { // the name of SVG, not an address
				t.Errorf("%s mentions %s", path.Base(name), url)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
