package media

import "encoding/binary"

// mp3Head is the beginning of an MP3 stream's first frame (ISO/IEC 11172-3, section 2.4.1).
type mp3Head []byte

const (
	frameHead = 4 // bytes of a frame's header
	// maxMP3Head is how much is looked at: the header, 32 bytes of side information, an Info tag.
	maxMP3Head = frameHead + 32 + 8 + 112 + lameTag
)

// Values of a header's fields.
const (
	mpeg25    = 0
	mpeg1     = 3
	reserved  = 1 // of versions
	layer3    = 1
	oneVoice  = 3 // of channel modes
	badRate   = 3
	badBits   = 15
	decodeLag = 529 // samples that every decoder is late
)

// valid reports whether this is the header of a layer III frame whose fields are all possible.
func (h mp3Head) valid() bool {
	return len(h) >= frameHead && h[0] == 0xFF && h[1]&0xE0 == 0xE0 &&
		h.version() != reserved && h[1]>>1&3 == layer3 && h[2]>>4 != badBits && h[2]>>2&3 != badRate
}

func (h mp3Head) version() byte { return h[1] >> 3 & 3 }

// channels returns how many the stream has. One that does not begin with a frame is taken for stereo.
func (h mp3Head) channels() int {
	if h.valid() && h[3]>>6 == oneVoice {
		return 1
	}
	return 2
}

// runUp returns how many samples of a channel come before the sound: where an encoder has put an
// Info frame at the start, that frame, which is silent, and the delay that it tells.
func (h mp3Head) runUp() int {
	if !h.valid() {
		return 0
	}
	tag := h[min(len(h), frameHead+h.sideInfo()):]
	if !begins(tag, 0, "Info") && !begins(tag, 0, "Xing") || len(tag) < 8 {
		return 0
	}
	return h.frameSamples() + encoderDelay(tag)
}

// lameTag is the bytes of the part of an Info tag that tells the delay, as far as that.
const lameTag = 24

// encoderDelay returns the delay that an Info tag tells, the decoder's included; 0: it tells none.
func encoderDelay(tag []byte) int {
	at := 8
	for bit, size := range []int{4, 4, 100, 4} { // frames, bytes, table, quality: each if its flag is set
		if binary.BigEndian.Uint32(tag[4:])>>bit&1 == 1 {
			at += size
		}
	}
	if len(tag) < at+lameTag || tag[at] != 'L' { // LAME, Lavf, Lavc
		return 0
	}
	return int(tag[at+21])<<4 + int(tag[at+22])>>4 + decodeLag
}

// sideInfo returns the bytes between a frame's header and its data.
func (h mp3Head) sideInfo() int {
	switch mono := h.channels() == 1; {
	case h.version() == mpeg1 && !mono:
		return 32
	case h.version() != mpeg1 && mono:
		return 9
	}
	return 17
}

func (h mp3Head) frameSamples() int {
	if h.version() == mpeg1 {
		return 1152
	}
	return 576
}
