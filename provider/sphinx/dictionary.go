package sphinx

import (
	"fmt"
	"strings"
)

// mostAdded is how many words a worker adds to its dictionary before it makes room for a fresh one: they
// cannot be taken out again. Each takes some 100 bytes.
const mostAdded = 50_000

// dictionary adds words to a decoder's. ps_add_word would make them known to the model of all English
// too, which other conversations hear by; this is the rest of what it does.
type dictionary struct {
	d     *decoder
	head  *cDecoderHead     // nil: the library is laid out in another way, and nothing can be added
	added map[string]string // entries by their ways
	words int               // of all entries
}

func newDictionary(d *decoder) *dictionary {
	y := &dictionary{d: d, added: make(map[string]string)}
	if head := d.lib.psRetain(d.handle); head.config == d.config && head.log == d.log {
		y.head = head
	}
	return y
}

// full reports whether no more should be added.
func (y *dictionary) full() bool { return y.words >= mostAdded }

// entry returns an entry that is spoken in any of some ways, or "" if there can be none. Its name is no
// word's: whoever did not ask for it never hears it.
func (y *dictionary) entry(ways []string) string {
	key := strings.Join(ways, "|")
	if name, ok := y.added[key]; ok {
		return name
	}
	name := ""
	for _, way := range ways {
		next := fmt.Sprintf("~%d", len(y.added))
		if name != "" {
			next = fmt.Sprintf("%s(%d)", name, y.words) // another way to speak the same
		}
		if y.add(next, way) && name == "" {
			name = next
		}
	}
	if name != "" { // what cannot be spoken takes no room
		y.added[key] = name
	}
	return name
}

// add adds an entry. Of one phone alone there are none: they are heard in every noise.
func (y *dictionary) add(name, way string) bool {
	phones, ok := y.phones(way)
	if !ok || len(phones) < 2 {
		return false
	}
	word := y.d.lib.dictAdd(y.head.dictionary, name, &phones[0], int32(len(phones)))
	if word < 0 {
		return false
	}
	y.words++
	y.d.lib.triphonesAdd(y.head.triphones, word)
	return true
}

// phones returns the library's numbers of phones.
func (y *dictionary) phones(way string) (ids []int16, ok bool) {
	if y.head == nil {
		return nil, false
	}
	for _, phone := range strings.Fields(way) {
		id := y.d.lib.phoneID(y.head.dictionary.definition, phone)
		if id < 0 {
			return nil, false
		}
		ids = append(ids, int16(id))
	}
	return ids, len(ids) <= maxPhones
}

// ways returns the ways in which the dictionary speaks words in a row; none if it lacks one.
func (y *dictionary) ways(words []string) []string {
	ways := []string{""}
	for _, word := range words {
		var longer []string
		for _, spoken := range y.waysOf(word) {
			for _, way := range ways {
				longer = append(longer, strings.TrimSpace(way+" "+spoken))
			}
		}
		ways = longer[:min(len(longer), maxWays)]
	}
	return ways
}

// waysOf returns the ways in which the dictionary speaks a word: "read" and "read(2)".
func (y *dictionary) waysOf(word string) (ways []string) {
	for entry := word; len(ways) < maxWays; entry = fmt.Sprintf("%s(%d)", word, len(ways)+1) {
		spoken := y.d.spoken(entry)
		if spoken == "" {
			break
		}
		ways = append(ways, spoken)
	}
	return ways
}
