package pronounce

// Sound is one sound of a word.
type Sound struct {
	Phone    string // ARPAbet in capitals, without stress digit
	Stressed bool   // part of a stressed syllable
	Apart    bool   // of a word of its own: a pause may come before it
}

// Word is a word of a text and how it may be spoken.
type Word struct {
	// From and To are byte offsets into the text; several words in a row may have the same: "5.99"
	// is spoken as four. Where it may be read as other words too, it is one, whose ways have Sounds
	// that are Apart.
	From, To int
	Ways     [][]Sound // one at least, the likeliest first
}

// joined is the way that words are spoken in a row.
func joined(words [][]Sound) (way []Sound) {
	for i, sounds := range words {
		at := len(way)
		way = append(way, sounds...)
		if i > 0 && len(sounds) > 0 {
			way[at].Apart = true
		}
	}
	return way
}
