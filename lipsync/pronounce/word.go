package pronounce

// Sound is one sound of a word.
type Sound struct {
	Phone    string // ARPAbet in capitals, without stress digit
	Stressed bool   // part of a stressed syllable
}

// Word is a word of a text and how it may be spoken.
type Word struct {
	// From and To are byte offsets into the text; several words in a row may have the same: "5.99"
	// is spoken as four.
	From, To int
	Ways     [][]Sound // one at least, the likeliest first
}
