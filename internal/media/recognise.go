package media

import "fmt"

// recognised is how many bytes of a stream tell its container.
const recognised = 12

const (
	oggMagic  = "OggS"
	webmMagic = "\x1A\x45\xDF\xA3"
)

// decodable returns the names that Format.Encoding takes.
func decodable() []string {
	return []string{linear16, linear32, muLaw, aLaw, opusPackets, oggOpus, flacStream}
}

// containers names what needs no Format.Encoding.
func containers() []string {
	return []string{"WAV", "Ogg Opus", "WebM with Opus", "FLAC", "MP3"}
}

// newNamed returns the decoder of a named encoding.
func newNamed(f Format) (stream, error) {
	if e, ok := raw(f.Encoding); ok {
		return newRaw(e, f)
	}
	switch f.Encoding {
	case opusPackets:
		return newPackets(f)
	case oggOpus:
		return &pulled{run: readOgg}, nil
	case flacStream:
		return &pulled{run: readFLAC}, nil
	}
	return nil, &FormatError{Parameter: "encoding", Value: f.Encoding, Reason: "not supported: use " +
		oneOf(decodable()...) + ", or leave it out for " + oneOf(containers()...) + ", which are recognised"}
}

// recognise collects the first bytes, tells the container by them, and passes them on.
func (d *Decoder) recognise(dst []int16, b []byte) ([]int16, error) {
	n := min(recognised-len(d.head), len(b))
	d.head = append(d.head, b[:n]...)
	if len(d.head) < recognised {
		return dst, nil
	}
	s, err := newContained(d.head)
	if err != nil {
		return dst, err
	}
	head := d.head
	d.stream, d.head = s, nil
	if dst, err = s.append(dst, head); err != nil {
		return dst, err
	}
	return s.append(dst, b[n:])
}

// newContained returns the decoder of the container that begins with head.
func newContained(head []byte) (stream, error) {
	switch {
	case begins(head, 0, "RIFF") && begins(head, 8, "WAVE"):
		return &wavStream{}, nil
	case begins(head, 0, oggMagic):
		return &pulled{run: readOgg}, nil
	case begins(head, 0, webmMagic):
		return &pulled{run: readWebM}, nil
	case begins(head, 0, "fLaC"):
		return &pulled{run: readFLAC}, nil
	case begins(head, 0, "ID3"), mp3Head(head).valid():
		return &pulled{run: readMP3}, nil
	}
	return nil, unrecognised(head)
}

func begins(head []byte, at int, magic string) bool {
	return len(head) >= at+len(magic) && string(head[at:at+len(magic)]) == magic
}

// unrecognised says what audio that begins with head is, where that is known.
func unrecognised(head []byte) error {
	what := "this is no container that is known"
	for _, known := range []struct {
		at          int
		magic, name string
	}{
		{4, "ftyp", "MP4"},
		{0, "FORM", "AIFF"},
		{0, ".snd", "AU"},
		{0, "RF64", "RF64 (WAV beyond 4 GB)"},
		{0, "RIFX", "big-endian WAV"},
		{0, "#!AMR", "AMR"},
		{0, "\xFF\xF1", "AAC"},
		{0, "\xFF\xF9", "AAC"},
	} {
		if begins(head, known.at, known.magic) {
			what = "this is " + known.name + ", which is not supported"
		}
	}
	return fmt.Errorf("%s: send %s, or name the encoding and sample_rate of raw audio (%s)", what,
		oneOf(containers()...), oneOf(decodable()...))
}
