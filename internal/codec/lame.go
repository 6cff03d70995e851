package codec

import "errors"

// liblame holds the functions of LAME that we call, by their C names. A state is a lame_t.
type liblame struct {
	get_lame_version           func() string
	lame_init                  func() uintptr
	lame_set_num_channels      func(state uintptr, n int32) int32
	lame_set_in_samplerate     func(state uintptr, hz int32) int32
	lame_set_out_samplerate    func(state uintptr, hz int32) int32
	lame_set_mode              func(state uintptr, mode int32) int32
	lame_set_brate             func(state uintptr, kilobits int32) int32
	lame_set_bWriteVbrTag      func(state uintptr, on int32) int32
	lame_set_disable_reservoir func(state uintptr, on int32) int32
	lame_init_params           func(state uintptr) int32
	lame_get_framesize         func(state uintptr) int32
	lame_get_encoder_delay     func(state uintptr) int32
	lame_encode_buffer         func(state uintptr, left, right *int16, n int32, b *byte, most int32) int32
	lame_close                 func(state uintptr) int32
}

const (
	lameMono = 3 // MPEG_mode
	// mp3Decoder is how many samples every decoder of MP3 is late.
	mp3Decoder = 529
)

func loadLAME(s source) (library, error) {
	l := new(liblame)
	return l, s.bind(map[string]any{
		"get_lame_version":           &l.get_lame_version,
		"lame_init":                  &l.lame_init,
		"lame_set_num_channels":      &l.lame_set_num_channels,
		"lame_set_in_samplerate":     &l.lame_set_in_samplerate,
		"lame_set_out_samplerate":    &l.lame_set_out_samplerate,
		"lame_set_mode":              &l.lame_set_mode,
		"lame_set_brate":             &l.lame_set_brate,
		"lame_set_bWriteVbrTag":      &l.lame_set_bWriteVbrTag,
		"lame_set_disable_reservoir": &l.lame_set_disable_reservoir,
		"lame_init_params":           &l.lame_init_params,
		"lame_get_framesize":         &l.lame_get_framesize,
		"lame_get_encoder_delay":     &l.lame_get_encoder_delay,
		"lame_encode_buffer":         &l.lame_encode_buffer,
		"lame_close":                 &l.lame_close,
	})
}

func (l *liblame) version() string { return "LAME " + l.get_lame_version() }

// open returns an encoder whose frames stand for themselves: without a reservoir none needs bits of
// those before it, and what comes out at once is one whole frame.
func (l *liblame) open(o opening) (encoder, error) {
	e := &lameEncoder{lib: l, state: l.lame_init(), packet: make([]byte, maxPacket)}
	if e.state == 0 {
		return nil, errors.New("lame_init: out of memory")
	}
	code := min(
		l.lame_set_num_channels(e.state, 1),
		l.lame_set_mode(e.state, lameMono),
		l.lame_set_in_samplerate(e.state, int32(o.Rate)),
		l.lame_set_out_samplerate(e.state, int32(o.Rate)),
		l.lame_set_brate(e.state, int32(o.BitRate/1000)),
		l.lame_set_bWriteVbrTag(e.state, 0),
		l.lame_set_disable_reservoir(e.state, 1),
		l.lame_init_params(e.state))
	if code < 0 {
		e.close()
		return nil, refused("lame_init_params", code)
	}
	e.form = shape{Size: int(l.lame_get_framesize(e.state)), Delay: int(l.lame_get_encoder_delay(e.state)) + mp3Decoder}
	return e, nil
}

type lameEncoder struct {
	lib    *liblame
	state  uintptr
	form   shape
	packet []byte
}

func (e *lameEncoder) shape() shape { return e.form }
func (e *lameEncoder) close()       { e.lib.lame_close(e.state) }

func (e *lameEncoder) encode(dst []byte, frame []int16) ([]byte, error) {
	n := e.lib.lame_encode_buffer(e.state, &frame[0], &frame[0], int32(len(frame)), &e.packet[0], int32(len(e.packet)))
	if n < 0 {
		return dst, refused("lame_encode_buffer", n)
	}
	return append(dst, e.packet[:n]...), nil
}
