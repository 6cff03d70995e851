package pcm

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math"

	"github.com/visavis/visavis"
)

// Format tags of a WAV file's fmt chunk.
const (
	tagPCM        = 1
	tagFloat      = 3
	tagALaw       = 6
	tagMuLaw      = 7
	tagExtensible = 0xFFFE
)

// convertHint ends every message about a file that we do not read.
const convertHint = "convert it first, for example: ffmpeg -i INPUT -ac 1 -ar 16000 -c:a pcm_s16le OUTPUT.wav"

// wavFormat is what a fmt chunk says.
type wavFormat struct {
	tag      uint16
	channels int
	rate     visavis.SampleRate
	bits     int // of one sample
}

// parseFormat reads the body of a fmt chunk.
func parseFormat(body []byte) (wavFormat, error) {
	if len(body) < 16 {
		return wavFormat{}, fmt.Errorf("fmt chunk of %d bytes is too short: the file is damaged", len(body))
	}
	rate := binary.LittleEndian.Uint32(body[4:])
	f := wavFormat{
		tag:      binary.LittleEndian.Uint16(body),
		channels: int(binary.LittleEndian.Uint16(body[2:])),
		bits:     int(binary.LittleEndian.Uint16(body[14:])),
	}
	if f.tag == tagExtensible && len(body) >= 26 {
		// The true tag begins the sub-format's GUID.
		f.tag = binary.LittleEndian.Uint16(body[24:])
	}
	if rate == 0 || rate > math.MaxInt32 {
		return f, fmt.Errorf("a sampling rate of %d Hz is impossible: the file is damaged", rate)
	}
	if f.channels == 0 || f.channels > 64 {
		return f, fmt.Errorf("%d channels are not supported; %s", f.channels, convertHint)
	}
	f.rate = visavis.SampleRate(rate)
	if f.layout().append == nil {
		return f, fmt.Errorf("samples of format %d with %d bits are not supported; %s", f.tag, f.bits, convertHint)
	}
	return f, nil
}

// layout returns how the samples lie in bytes; it is zero when we cannot read them.
func (f wavFormat) layout() layout {
	switch {
	case f.tag == tagPCM && f.bits == 8:
		return layout{1, appendUnsigned8}
	case f.tag == tagPCM && f.bits == 16:
		return layout{2, appendLinear16}
	case f.tag == tagPCM && f.bits == 24:
		return layout{3, appendHigh(3)}
	case f.tag == tagPCM && f.bits == 32:
		return layout{4, appendHigh(4)}
	case f.tag == tagFloat && f.bits == 32:
		return layout{4, appendFloat32}
	case f.tag == tagFloat && f.bits == 64:
		return layout{8, appendFloat64}
	case f.tag == tagALaw && f.bits == 8:
		return layout{1, appendALaw}
	case f.tag == tagMuLaw && f.bits == 8:
		return layout{1, appendMuLaw}
	}
	return layout{}
}

// errNotWAV explains a file that does not begin like a WAV file.
func errNotWAV(head []byte) error {
	for _, known := range []struct {
		at    int
		magic string
		name  string
	}{
		{0, "OggS", "Ogg"},
		{0, "fLaC", "FLAC"},
		{0, "ID3", "MP3"},
		{0, "\xFF\xFB", "MP3"},
		{4, "ftyp", "MP4"},
		{0, "\x1A\x45\xDF\xA3", "WebM"},
		{0, "FORM", "AIFF"},
		{0, ".snd", "AU"},
		{0, "RF64", "RF64 (WAV beyond 4 GB)"},
		{0, "RIFX", "big-endian WAV"},
	} {
		if len(head) >= known.at+len(known.magic) && string(head[known.at:known.at+len(known.magic)]) == known.magic {
			return fmt.Errorf("this is %s, not plain WAV; %s", known.name, convertHint)
		}
	}
	return errors.New("this is not a WAV file (no RIFF header): raw samples need their encoding and rate named, " +
		"anything else must be converted, for example: ffmpeg -i INPUT -ac 1 -ar 16000 -c:a pcm_s16le OUTPUT.wav")
}
