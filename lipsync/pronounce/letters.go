package pronounce

import (
	"bytes"
	_ "embed"
	"encoding/binary"
	"errors"
	"fmt"
	"strings"
	"sync"

	"github.com/visavis/visavis/lipsync/acoustic"
)

//go:embed letters.bin
var encodedLetters []byte

// letterRules are the rules that were learnt by lipsync/train.
var letterRules = sync.OnceValue(func() *rules {
	r, err := decodeRules(encodedLetters)
	if err != nil {
		panic(fmt.Sprintf("the embedded letter rules: %v", err)) // they are part of the program
	}
	return r
})

// rules tell what letters sound like from the letters around them: a tree that looks at one place
// after the other.
type rules struct {
	chunks   [][]Sound
	branches []branch // the root first
}

type branch struct {
	chunk    int
	children map[byte]int // by the letter seen; indices of branches
}

// depth is how many places are looked at.
const depth = 11

// looks are the places that are looked at, relative to a letter: at each level of the tree one.
func looks() [depth]int { return [...]int{0, 1, -1, 2, -2, 3, -3, 4, -4, 5, -5} }

// decodeRules reads a table of chunks, a line each, an empty line, and the tree in preorder.
func decodeRules(b []byte) (*rules, error) {
	table, tree, ok := bytes.Cut(b, []byte("\n\n"))
	if !ok {
		return nil, errors.New("read letter rules: no end of the table")
	}
	r := new(rules)
	for line := range strings.SplitSeq(string(table), "\n") {
		chunk := chunkOf(line)
		for _, s := range chunk {
			if _, ok := acoustic.Index(s.Phone); !ok {
				return nil, fmt.Errorf("read letter rules: %q is no sound", s.Phone)
			}
		}
		r.chunks = append(r.chunks, chunk)
	}
	rest, err := r.branch(tree, 0)
	if err == nil && len(rest) > 0 {
		err = errors.New("read letter rules: something is left")
	}
	return r, err
}

func chunkOf(line string) (chunk []Sound) {
	for _, p := range strings.Fields(line) {
		name, stressed := strings.CutSuffix(p, "1")
		chunk = append(chunk, Sound{Phone: name, Stressed: stressed})
	}
	return chunk
}

var errCut = errors.New("read letter rules: cut short")

// branch reads a branch and what is below it.
func (r *rules) branch(b []byte, level int) (rest []byte, err error) {
	chunk, n := binary.Uvarint(b)
	if n <= 0 || len(b) <= n || chunk >= uint64(len(r.chunks)) || level > depth {
		return nil, errCut
	}
	children := int(b[n])
	b = b[n+1:]
	at := len(r.branches)
	r.branches = append(r.branches, branch{chunk: int(chunk)})
	if children > 0 {
		r.branches[at].children = make(map[byte]int, children)
	}
	for range children {
		if len(b) == 0 {
			return nil, errCut
		}
		r.branches[at].children[b[0]] = len(r.branches)
		if b, err = r.branch(b[1:], level+1); err != nil {
			return nil, err
		}
	}
	return b, nil
}

// read returns the sounds of a word of small letters and apostrophes.
func (r *rules) read(word string) (way []Sound) {
	for i := range len(word) {
		way = append(way, r.letter(word, i)...)
	}
	return stressOnsets(way)
}

func (r *rules) letter(word string, i int) []Sound {
	b := &r.branches[0]
	for _, place := range looks() {
		seen := byte('_')
		if j := i + place; j >= 0 && j < len(word) {
			seen = word[j]
		}
		next, ok := b.children[seen]
		if !ok {
			break
		}
		b = &r.branches[next]
	}
	return r.chunks[b.chunk]
}

// stressOnsets gives the consonants before a stressed vowel its stress, back to the vowel before.
func stressOnsets(way []Sound) []Sound {
	for i := len(way) - 2; i >= 0; i-- {
		if way[i+1].Stressed && !strings.ContainsAny(way[i].Phone[:1], "AEIOU") {
			way[i].Stressed = true
		}
	}
	return way
}
