package main

import (
	"bufio"
	"cmp"
	_ "embed"
	"encoding/binary"
	"fmt"
	"maps"
	"math"
	"os"
	"regexp"
	"slices"
	"strings"
)

// lexicon is where Debian's festlex-cmu has it.
const lexicon = "/usr/share/festival/dicts/cmu/cmudict-0.4.out"

// common are words that everybody uses: what is irregular about them is learnt whatever it costs.
//
//go:embed common.txt
var common string

// entry is a word, and for each of its letters the sounds it stands for ("AE1", "K S", "").
type entry struct {
	word   string
	phones []string // with stress digit 1 where stressed
	chunks []string
	common bool
}

// readLexicon reads lines like ("adverse" nil (((ae d) 0) ((v er s) 1))). Of a word that is listed
// several times, the first counts.
func readLexicon(path string) ([]entry, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("read lexicon (apt-get install festlex-cmu): %w", err)
	}
	defer f.Close()
	line := regexp.MustCompile(`^\("([a-z']+)" (\S+) \((.*)\)\)$`)
	syllable := regexp.MustCompile(`\(\(([a-z ]+)\) ([01])\)`)
	frequent := strings.Fields(common)
	slices.Sort(frequent)
	var all []entry
	seen := make(map[string]bool)
	for in := bufio.NewScanner(f); in.Scan(); {
		m := line.FindStringSubmatch(in.Text())
		if m == nil || seen[m[1]] {
			continue
		}
		seen[m[1]] = true
		e := entry{word: m[1]}
		_, e.common = slices.BinarySearch(frequent, e.word)
		for _, s := range syllable.FindAllStringSubmatch(m[3], -1) {
			for _, p := range strings.Fields(strings.ToUpper(s[1])) {
				if strings.Contains("AEIOU", p[:1]) && s[2] == "1" {
					p += "1"
				}
				e.phones = append(e.phones, p)
			}
		}
		all = append(all, e)
	}
	return all, nil
}

// pairUp finds out which letter stands for which sounds, by what is seen together often.
func pairUp(all []entry) {
	likely := func(letter byte, chunk string) float64 { // before anything was counted
		if chunk == "" {
			return -3
		}
		return -2 - 3*float64(strings.Count(chunk, " "))
	}
	for range 6 {
		counts := make(map[byte]map[string]float64)
		for i := range all {
			e := &all[i]
			e.chunks = chunksOf(e, likely)
			for j, c := range e.chunks {
				if counts[e.word[j]] == nil {
					counts[e.word[j]] = make(map[string]float64)
				}
				counts[e.word[j]][c]++
			}
		}
		totals := make(map[byte]float64)
		for letter, chunks := range counts {
			for _, n := range chunks {
				totals[letter] += n
			}
		}
		likely = func(letter byte, chunk string) float64 {
			return math.Log((counts[letter][chunk] + 0.01) / (totals[letter] + 10))
		}
	}
}

// chunksOf divides the phones of a word among its letters in the likeliest way, at most two each;
// nil if there are too many.
func chunksOf(e *entry, likely func(byte, string) float64) []string {
	n, m := len(e.word), len(e.phones)
	best := make([][]float64, n+1)
	took := make([][]int, n+1)
	for i := range best {
		best[i], took[i] = make([]float64, m+1), make([]int, m+1)
		for j := range best[i] {
			best[i][j] = math.Inf(-1)
		}
	}
	best[0][0] = 0
	for i := range n {
		for j := range m + 1 {
			for k := 0; k <= min(2, m-j); k++ {
				score := best[i][j] + likely(e.word[i], strings.Join(e.phones[j:j+k], " "))
				if score > best[i+1][j+k] {
					best[i+1][j+k], took[i+1][j+k] = score, k
				}
			}
		}
	}
	if math.IsInf(best[n][m], -1) {
		return nil
	}
	chunks := make([]string, n)
	for i, j := n, m; i > 0; i-- {
		k := took[i][j]
		chunks[i-1] = strings.Join(e.phones[j-k:j], " ")
		j -= k
	}
	return chunks
}

// letterAt is a letter in its word.
type letterAt struct {
	e  *entry
	at int
}

// places are where to look, one after the other, to tell what a letter sounds like.
var places = [...]int{0, 1, -1, 2, -2, 3, -3, 4, -4, 5, -5}

func (l letterAt) look(place int) byte {
	if i := l.at + places[place]; i >= 0 && i < len(l.e.word) {
		return l.e.word[i]
	}
	return '_'
}

// branch is what a letter sounds like, unless what is seen at the next place says otherwise.
type branch struct {
	chunk    string
	children map[byte]*branch
}

// rare is how many words an exception must have.
const rare = 3

// growTree decides by places from one on.
func growTree(letters []letterAt, place int) *branch {
	counts := make(map[string]int)
	for _, l := range letters {
		counts[l.e.chunks[l.at]] += 1
		if l.e.common {
			counts[l.e.chunks[l.at]] += 4
		}
	}
	b := &branch{children: make(map[byte]*branch)}
	b.chunk = slices.MaxFunc(slices.Sorted(maps.Keys(counts)), func(a, c string) int { return cmp.Compare(counts[a], counts[c]) })
	if len(counts) == 1 || place == len(places) {
		return b
	}
	groups := make(map[byte][]letterAt)
	for _, l := range letters {
		groups[l.look(place)] = append(groups[l.look(place)], l)
	}
	for seen, group := range groups {
		if len(group) < rare && !slices.ContainsFunc(group, func(l letterAt) bool { return l.e.common }) {
			continue
		}
		if child := growTree(group, place+1); child.chunk != b.chunk || len(child.children) > 0 {
			b.children[seen] = child
		}
	}
	return b
}

// encodeTree writes a table of chunks and the tree in preorder: chunk, number of children, and for
// each the letter seen and its branch.
func encodeTree(root *branch) []byte {
	index := make(map[string]int)
	var chunks []string
	var walk func(b *branch)
	walk = func(b *branch) {
		if _, ok := index[b.chunk]; !ok {
			index[b.chunk] = len(chunks)
			chunks = append(chunks, b.chunk)
		}
		for _, k := range slices.Sorted(maps.Keys(b.children)) {
			walk(b.children[k])
		}
	}
	walk(root)
	out := []byte(strings.Join(chunks, "\n") + "\n\n")
	var write func(b *branch)
	write = func(b *branch) {
		out = binary.AppendUvarint(out, uint64(index[b.chunk]))
		out = append(out, byte(len(b.children)))
		for _, k := range slices.Sorted(maps.Keys(b.children)) {
			out = append(out, k)
			write(b.children[k])
		}
	}
	write(root)
	return out
}

// learnLetters makes the rules for words that are in no lexicon.
func learnLetters(all []entry) []byte {
	pairUp(all)
	var letters []letterAt
	for i := range all {
		if all[i].chunks == nil {
			continue
		}
		for j := range all[i].word {
			letters = append(letters, letterAt{&all[i], j})
		}
	}
	return encodeTree(growTree(letters, 0))
}
