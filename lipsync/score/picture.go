package main

import (
	"fmt"
	"math"
	"strings"

	"github.com/visavis/visavis"
	"github.com/visavis/visavis/lipsync/corpus"
)

// The picture's measures, in pixels.
const (
	width      = 1100
	waveHeight = 120
	rowHeight  = 34
)

// draw returns an SVG picture of an utterance: its waveform, what was said and what was found.
func draw(u corpus.Utterance, found []visavis.Phone) string {
	var b strings.Builder
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" font-family="sans-serif" font-size="11">`+"\n", width, waveHeight+2*rowHeight+24)
	b.WriteString(`<rect width="100%" height="100%" fill="#fff"/>` + "\n")
	fmt.Fprintf(&b, `<text x="4" y="14" fill="#444">%s (%s)</text>`+"\n", u.Text, u.Voice)
	wave(&b, u)
	scale := float64(width) / float64(len(u.PCM))
	row(&b, u.Phones, scale, 20+waveHeight, "said", "#dbe8d4")
	row(&b, found, scale, 20+waveHeight+rowHeight, "found", "#d6e3f3")
	b.WriteString("</svg>\n")
	return b.String()
}

func wave(b *strings.Builder, u corpus.Utterance) {
	loudest := 1.0
	for _, s := range u.PCM {
		loudest = max(loudest, math.Abs(float64(s)))
	}
	b.WriteString(`<path fill="none" stroke="#667" stroke-width="1" d="`)
	for x := range width {
		from, to := x*len(u.PCM)/width, (x+1)*len(u.PCM)/width
		low, high := 0.0, 0.0
		for _, s := range u.PCM[from:to] {
			low, high = min(low, float64(s)), max(high, float64(s))
		}
		at := func(v float64) float64 { return 20 + waveHeight/2 - v/loudest*(waveHeight/2-4) }
		fmt.Fprintf(b, "M%d %.0fV%.0f", x, at(low), at(high)+0.5)
	}
	b.WriteString(`"/>` + "\n")
}

func row(b *strings.Builder, phones []visavis.Phone, scale float64, y int, name, colour string) {
	for _, p := range phones {
		x, w := float64(p.Start)*scale, float64(p.End-p.Start)*scale
		fill := colour
		if p.Name == "SIL" {
			fill = "#f3f3f3"
		}
		fmt.Fprintf(b, `<rect x="%.1f" y="%d" width="%.1f" height="%d" fill="%s" stroke="#999" stroke-width=".5"/>`, x, y, w, rowHeight-6, fill)
		if p.Name != "SIL" {
			fmt.Fprintf(b, `<text x="%.1f" y="%d" text-anchor="middle">%s</text>`, x+w/2, y+18, p.Name)
		}
		b.WriteString("\n")
	}
	fmt.Fprintf(b, `<text x="4" y="%d" fill="#444">%s</text>`+"\n", y+18, name)
}
