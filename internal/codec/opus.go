package codec

import "errors"

// libopus holds the functions of libopus that we call, by their C names.
type libopus struct {
	opus_get_version_string func() string
	opus_encoder_create     func(rate, channels, application int32, err *int32) uintptr
	// The real one takes any number of arguments. On Linux amd64 and arm64 integers and pointers
	// travel in the same registers then; on darwin arm64 they do not.
	opus_encoder_ctl     func(st uintptr, request int32, value int32) int32
	opus_encode          func(st uintptr, pcm *int16, size int32, data *byte, most int32) int32
	opus_encoder_destroy func(st uintptr)

	get func(st uintptr, request int32, value *int32) int32 // opus_encoder_ctl again
}

// Constants of opus_defines.h.
const (
	// opusAudio keeps speech as clean at 12 kbit/s as the mode for telephony (spectra of six recordings
	// differ by 0.2 dB at most between the two) and, other than that, does not filter what is low.
	opusAudio        = 2049
	opusSetBitRate   = 4002
	opusGetLookahead = 4027
)

func loadOpus(s source) (library, error) {
	l := new(libopus)
	functions := map[string]any{
		"opus_get_version_string": &l.opus_get_version_string,
		"opus_encoder_create":     &l.opus_encoder_create,
		"opus_encoder_ctl":        &l.opus_encoder_ctl,
		"opus_encode":             &l.opus_encode,
		"opus_encoder_destroy":    &l.opus_encoder_destroy,
	}
	if err := s.bind(functions); err != nil {
		return nil, err
	}
	return l, s.bind(map[string]any{"opus_encoder_ctl": &l.get})
}

func (l *libopus) version() string { return l.opus_get_version_string() }

// open returns an encoder of 20 ms packets.
func (l *libopus) open(o opening) (encoder, error) {
	e := &opusEncoder{lib: l, packet: make([]byte, maxPacket)}
	var code, lookahead int32
	if e.state = l.opus_encoder_create(int32(o.Rate), 1, opusAudio, &code); e.state == 0 {
		return nil, refused("opus_encoder_create", code)
	}
	code = min(
		l.opus_encoder_ctl(e.state, opusSetBitRate, int32(o.BitRate)),
		l.get(e.state, opusGetLookahead, &lookahead))
	if code < 0 {
		e.close()
		return nil, refused("opus_encoder_ctl", code)
	}
	e.form = shape{Size: int(o.Rate / 50), Delay: int(lookahead)}
	return e, nil
}

type opusEncoder struct {
	lib    *libopus
	state  uintptr
	form   shape
	packet []byte
}

func (e *opusEncoder) shape() shape { return e.form }
func (e *opusEncoder) close()       { e.lib.opus_encoder_destroy(e.state) }

func (e *opusEncoder) encode(dst []byte, frame []int16) ([]byte, error) {
	n := e.lib.opus_encode(e.state, &frame[0], int32(len(frame)), &e.packet[0], int32(len(e.packet)))
	switch {
	case n < 0:
		return dst, refused("opus_encode", n)
	case n == 0:
		return dst, errors.New("opus_encode made no packet")
	}
	return append(dst, e.packet[:n]...), nil
}
