package deepgram

// segment is the text of one Flush: some clauses, and how much of their audio has come. Where it
// ends is exact; where one clause ends in it and the next begins is estimated.
type segment struct {
	clauses []clauseText
	chars   int
	sent    bool  // its Flush was sent
	samples int64 // received, as far as they have been shared out
	at      int   // the clause that is being heard
	started bool  // that clause has some audio
}

// clauseText is a clause as far as it matters here.
type clauseText struct {
	number int // in the reply
	chars  int
}

func (g *segment) add(c clauseText) {
	g.clauses = append(g.clauses, c)
	g.chars += c.chars
}

// part is a stretch of audio that belongs to one clause.
type part struct{ clause, samples int }

// crumb is how much audio a clause gets at least, in samples.
const crumb = 96

// share says to whom the next of held samples belong, and how many of them. At the end of the
// segment all are shared out and every clause gets some; before, enough is kept back for that. It
// returns no samples when more have to come first.
func (g *segment) share(held int, atEnd bool, t *tempo) part {
	for {
		later := len(g.clauses) - 1 - g.at
		spare := held - later*crumb
		if later == 0 {
			return part{g.at, held}
		}
		until := g.until(t) - g.samples
		switch {
		case until > 0 && int64(spare) > 0:
			return part{g.at, int(min(until, int64(spare)))}
		case g.started && (until <= 0 || atEnd):
			g.at++
			g.started = false
		case atEnd && held > 0:
			return part{g.at, max(1, held/(later+1))}
		case until <= 0 && spare > 0:
			return part{g.at, min(crumb, spare)}
		default:
			return part{g.at, 0}
		}
	}
}

// until is the estimated end of the present clause.
func (g *segment) until(t *tempo) int64 {
	chars := 0
	for _, c := range g.clauses[:g.at+1] {
		chars += c.chars
	}
	return t.samples(chars)
}

// take counts samples that were shared out to the present clause.
func (g *segment) take(samples int) {
	g.samples += int64(samples)
	g.started = g.started || samples > 0
}
