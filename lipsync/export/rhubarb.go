package export

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"strings"
)

// Rhubarb is a result as Rhubarb Lip Sync 1 writes it, byte for byte, so that what reads its files
// reads ours.
type Rhubarb struct {
	SoundFile string // full path
	Cues      []Cue
	Extended  string // the extended shapes that may be used
}

// NewRhubarb returns the result for a recording.
func NewRhubarb(soundFile string, t Track, extended string) Rhubarb {
	return Rhubarb{soundFile, Cues(t, extended), extended}
}

func (r Rhubarb) end() int { return r.Cues[len(r.Cues)-1].End }

// seconds writes hundredths of a second.
func seconds(centi int) string { return fmt.Sprintf("%d.%02d", centi/100, centi%100) }

// WriteTSV writes a line for each cue: when it begins, and its letter. The last line is the end.
func (r Rhubarb) WriteTSV(w io.Writer) error {
	b := bufio.NewWriter(w)
	for _, c := range r.Cues {
		if c.End > c.Start {
			fmt.Fprintf(b, "%s\t%s\n", seconds(c.Start), c.Shape)
		}
	}
	fmt.Fprintf(b, "%s\t%s\n", seconds(r.end()), ShapeX.drawn(r.Extended))
	return b.Flush()
}

// WriteJSON writes what Rhubarb calls json.
func (r Rhubarb) WriteJSON(w io.Writer) error {
	b := bufio.NewWriter(w)
	fmt.Fprintf(b, "{\n  \"metadata\": {\n    \"soundFile\": %s,\n    \"duration\": %s\n  },\n  \"mouthCues\": [\n",
		quoted(r.SoundFile), seconds(r.end()))
	for i, c := range r.Cues {
		if i > 0 {
			fmt.Fprint(b, ",\n")
		}
		fmt.Fprintf(b, "    { \"start\": %s, \"end\": %s, \"value\": \"%s\" }", seconds(c.Start), seconds(c.End), c.Shape)
	}
	fmt.Fprint(b, "\n  ]\n}\n")
	return b.Flush()
}

// quoted returns a string of JSON.
func quoted(s string) string {
	var b strings.Builder
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if e.Encode(s) != nil { // a string can always be encoded
		return `""`
	}
	return strings.TrimSpace(b.String())
}

// WriteXML writes what Rhubarb calls xml.
func (r Rhubarb) WriteXML(w io.Writer) error {
	name := strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&quot;", "'", "&apos;").Replace(r.SoundFile)
	b := bufio.NewWriter(w)
	fmt.Fprintf(b, `<?xml version="1.0" encoding="utf-8"?>
<rhubarbResult>
  <metadata>
    <soundFile>%s</soundFile>
    <duration>%s</duration>
  </metadata>
  <mouthCues>
`, name, seconds(r.end()))
	for _, c := range r.Cues {
		fmt.Fprintf(b, "    <mouthCue start=\"%s\" end=\"%s\">%s</mouthCue>\n", seconds(c.Start), seconds(c.End), c.Shape)
	}
	fmt.Fprint(b, "  </mouthCues>\n</rhubarbResult>\n")
	return b.Flush()
}

// WriteMoho writes switch data for Moho at so many frames a second, what Rhubarb calls dat. Frames
// are counted from 1; cues that begin in the same frame as another are left out.
func (r Rhubarb) WriteMoho(w io.Writer, fps int) error {
	b := bufio.NewWriter(w)
	fmt.Fprint(b, "MohoSwitch1\n")
	last := 0
	for _, c := range r.Cues {
		frame := 1 + c.Start*fps/100
		if frame != last && c.End > c.Start {
			fmt.Fprintf(b, "%d %s\n", frame, c.Shape)
			last = frame
		}
	}
	end := max(1+r.end()*fps/100, last+1)
	fmt.Fprintf(b, "%d %s\n", end, ShapeX.drawn(r.Extended))
	return b.Flush()
}
