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
	own   map[string][][]Sound
	known func(word string) ([]Sound, bool) // what a Reader remembers; nil: nothing
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
func (l *Lexicon) Words(text string) (words []Word) {
	for _, w := range writtenWords(text) {
		words = append(words, l.read(text, w)...)
	}
	return words
}

// Speakable reports whether a text has a word that can be read as English.
func Speakable(text string) bool {
	for _, w := range spell(text) {
		if len(new(Lexicon).ways(w.text)) > 0 {
			return true
		}
	}
	return false
}

// lacks reports whether a word is read by rules alone.
func (l *Lexicon) lacks(word string) bool {
	_, own := l.own[word]
	_, usual := builtIn()[word]
	return !own && !usual
}

// read returns how a written word is spoken.
func (l *Lexicon) read(text string, w written) (words []Word) {
	if own, ok := l.own[strings.ToLower(text[w.from:w.to])]; ok {
		return []Word{{w.from, w.to, own}}
	}
	if len(w.as) > 1 {
		if ways := l.readings(w.as); len(ways) > 0 {
			words = append(words, Word{w.from, w.to, ways})
		}
		return words
	}
	for _, word := range w.as[0] {
		if ways := l.ways(word); len(ways) > 0 {
			words = append(words, Word{w.from, w.to, ways})
		}
	}
	return words
}

// readings returns a way for each reading.
func (l *Lexicon) readings(as readings) (ways [][]Sound) {
	for _, reading := range as {
		var said [][]Sound
		for _, word := range reading {
			if ways := l.ways(word); len(ways) > 0 {
				said = append(said, ways[0])
			}
		}
		if way := joined(said); len(way) > 0 {
			ways = append(ways, way)
		}
	}
	return ways
}

// ways returns how a spoken word sounds; nothing for one without a letter that we know.
func (l *Lexicon) ways(word string) [][]Sound {
	if own, ok := l.own[word]; ok {
		return own
	}
	if ways, ok := builtIn()[word]; ok {
		return ways
	}
	var rule [][]Sound
	if way := letterRules().read(plain(word)); len(way) > 0 {
		rule = [][]Sound{way}
	}
	if l.known != nil {
		if way, ok := l.known(word); ok {
			return heard(way, rule)
		}
	}
	return rule
}

// heard returns the ways of a word that a voice has read in one: a rule that reads it quite
// differently may be right as well.
func heard(way []Sound, rule [][]Sound) [][]Sound {
	if len(rule) > 0 && distance(rule[0], way) >= max(unlike, len(way)/2) {
		return [][]Sound{way, rule[0]}
	}
	return [][]Sound{way}
}

// unlike is in how many sounds two ways differ at least of which one may be of another language, or
// wrong: as of a name.
const unlike = 3

// distance returns how many sounds of one way must be changed, added or dropped to make the other.
func distance(a, b []Sound) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range a {
		before := row[0]
		row[0] = i + 1
		for j := range b {
			change := before
			if a[i].Phone != b[j].Phone {
				change++
			}
			before, row[j+1] = row[j+1], min(change, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
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
