package pronounce

import (
	"fmt"
	"strings"
	"sync"

	"github.com/visavis/visavis/lipsync/acoustic"
)

// Lexicon tells how English words are spoken. Its zero value knows no words of its own; what it does
// not know it reads by rules that were learnt from a dictionary. It may be used by any number of
// goroutines once it is made.
type Lexicon struct {
	own map[string][][]Sound
}

// builtIn are the words that are spoken in several ways, and the letters.
var builtIn = sync.OnceValue(func() map[string][][]Sound { return readWays(otherWays + letterSounds) })

// NewLexicon returns a Lexicon with words of the user's: of each its sounds in ARPAbet, parted by
// spaces, a 1 behind stressed vowels: "visavis": "V IY1 Z AX V IY". It returns an error for what is
// no sound.
func NewLexicon(words map[string]string) (*Lexicon, error) {
	l := &Lexicon{own: make(map[string][][]Sound)}
	for word, way := range words {
		sounds := chunkOf(strings.NewReplacer("0", "", "2", "").Replace(strings.ToUpper(way)))
		for _, s := range sounds {
			if _, ok := acoustic.Index(s.Phone); !ok {
				return nil, fmt.Errorf("lexicon: %q: %s is no sound of ARPAbet", word, s.Phone)
			}
		}
		if len(sounds) == 0 {
			return nil, fmt.Errorf("lexicon: %q has no sounds", word)
		}
		l.own[strings.ToLower(word)] = [][]Sound{stressOnsets(sounds)}
	}
	return l, nil
}

// Words returns the words of a text.
func (l *Lexicon) Words(text string) []Word {
	var words []Word
	for _, s := range Spell(text) {
		// A word of the user's may hold figures: it is looked up as it is written.
		if own, ok := l.own[strings.ToLower(text[s.From:s.To])]; ok {
			if n := len(words); n == 0 || words[n-1].From != s.From {
				words = append(words, Word{s.From, s.To, own})
			}
			continue
		}
		if ways := l.ways(s.Text); len(ways) > 0 {
			words = append(words, Word{s.From, s.To, ways})
		}
	}
	return words
}

// ways returns how a word of Spell is spoken; nothing for one without a letter that we know.
func (l *Lexicon) ways(word string) [][]Sound {
	if own, ok := l.own[word]; ok {
		return own
	}
	if ways, ok := builtIn()[word]; ok {
		return ways
	}
	if way := letterRules().read(plain(word)); len(way) > 0 {
		return [][]Sound{way}
	}
	return nil
}

// Refine returns words as another reader has them, with what the Lexicon knows better: the user's
// own words, and the several ways of little ones.
func (l *Lexicon) Refine(text string, words []Word) []Word {
	for i, w := range words {
		written := strings.ToLower(text[w.From:w.To])
		if own, ok := l.own[written]; ok {
			words[i].Ways = own
		} else if ways, ok := builtIn()[written]; ok && len(w.Ways) == 1 {
			words[i].Ways = append([][]Sound{w.Ways[0]}, others(ways, w.Ways[0])...)
		}
	}
	return words
}

// others returns the ways that differ from one.
func others(ways [][]Sound, from []Sound) (all [][]Sound) {
	for _, way := range ways {
		if !same(way, from) {
			all = append(all, way)
		}
	}
	return all
}

func same(a, b []Sound) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i].Phone != b[i].Phone {
			return false
		}
	}
	return true
}

// plain writes accented letters without accents and drops what is no letter.
func plain(word string) string {
	var b strings.Builder
	for _, r := range word {
		if r >= 'a' && r <= 'z' || r == '\'' {
			b.WriteRune(r)
			continue
		}
		for _, f := range [...]struct{ from, to string }{
			{"àáâãäåāăą", "a"}, {"çćĉč", "c"}, {"ďđð", "d"}, {"èéêëēĕęě", "e"}, {"ğģ", "g"}, {"ìíîïīı", "i"}, {"łľ", "l"}, {"ñńň", "n"},
			{"òóôõöøōő", "o"}, {"ŕř", "r"}, {"śŝşšș", "s"}, {"ťţț", "t"}, {"ùúûüūůű", "u"}, {"ýÿ", "y"}, {"źżž", "z"}, {"æ", "ae"}, {"œ", "oe"}, {"ß", "ss"}, {"þ", "th"},
		} {
			if strings.ContainsRune(f.from, r) {
				b.WriteString(f.to)
			}
		}
	}
	return b.String()
}
