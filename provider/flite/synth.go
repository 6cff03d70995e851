package flite

import (
	"math"
	"strings"

	"github.com/ebitengine/purego"

	"github.com/visavis/visavis"
	"github.com/visavis/visavis/internal/voice"
)

const (
	rate visavis.SampleRate = 16000
	// The first block is small so that speech starts early; later ones cost fewer frames.
	firstBlock = 20 * 16
	laterBlock = 50 * 16

	// frame is how much audio the vocoder makes between two sets of parameters: of n sets, n-1
	// frames, though the wave has room for n.
	frame = 80

	streamStop = ^uintptr(0) // CST_AUDIO_STREAM_STOP, -1
	streamGoOn = 0
)

// synth is flite inside its worker process.
type synth struct {
	lib    *library
	stream *cStreaming
	// feature is the name of the voices' streaming feature, ending with a zero. The library keeps
	// the pointer, so it must live as long as the voices.
	feature []byte
	prosody prosody
	voices  map[string]*cVoice // those that were used

	// The clause being spoken, for the callback. Only Say and, within it, the callback use them.
	text  string
	out   *voice.Output
	timed bool
}

func newSynth(lib *library) *synth {
	s := &synth{
		lib: lib, stream: lib.new_audio_streaming_info(), feature: []byte("streaming_info\x00"),
		prosody: newProsody(lib), voices: map[string]*cVoice{},
	}
	// purego never frees a callback: there is one for the life of the process.
	s.stream.callback = purego.NewCallback(s.block)
	return s
}

// voice opens a voice at its first use and has it stream to block.
func (s *synth) voice(name string) (*cVoice, error) {
	if v := s.voices[name]; v != nil {
		return v, nil
	}
	v, err := s.lib.openVoice(name)
	if err != nil {
		return nil, err
	}
	s.lib.flite_feat_set(v.features, &s.feature[0], s.lib.audio_streaming_info_val(s.stream))
	s.prosody.learn(v)
	s.voices[name] = v
	return v, nil
}

// Say implements voice.Synth.
func (s *synth) Say(name string, as visavis.Prosody, text string, out *voice.Output) error {
	v, err := s.voice(name)
	if err != nil {
		return err
	}
	s.prosody.set(v, as)
	s.text, s.out, s.timed = text, out, false
	s.stream.minBuffSize = firstBlock
	if u := s.lib.flite_synth_text(text, v); u != 0 {
		s.lib.delete_utterance(u)
	}
	return nil
}

// block is what flite calls with each piece of audio; stream is s.stream.
func (s *synth) block(w *cWave, start, size, last int32, stream *cStreaming) uintptr {
	if !s.timed {
		s.timed = true
		s.stream.minBuffSize = laterBlock
		s.out.Times(s.times(stream.utt, int64(w.numSamples)-frame))
	}
	if !s.out.Audio(w.samplesOf(start, size)) {
		return streamStop
	}
	return streamGoOn
}

// times reads the utterance's segments. The times are complete before the first audio.
func (s *synth) times(u cUtterance, samples int64) voice.Times {
	t := voice.Times{Samples: samples}
	words := wordReader{lib: s.lib, text: s.text}
	seg := s.lib.relation_head(s.lib.utt_relation(u, "Segment"))
	for ; seg != 0; seg = s.lib.item_next(seg) {
		var start int64
		if n := len(t.Phones); n > 0 {
			start = t.Phones[n-1].End
		}
		end := int64(math.Round(float64(s.lib.item_feat_float(seg, "end")) * float64(rate)))
		p := visavis.Phone{Name: phoneName(s.lib.item_feat_string(seg, "name")), Start: start, End: min(max(end, start), samples)}
		p.Stressed = s.lib.flite_ffeature_string(seg, "R:SylStructure.parent.stress") == "1"
		t.Phones = append(t.Phones, p)
		words.add(seg, p)
	}
	if n := len(t.Phones); n > 0 {
		t.Phones[n-1].End = samples // frames are whole, the last segment's end is not
	}
	t.Words = words.found
	return t
}

// phoneName turns flite's name of a phone into ours.
func phoneName(s string) string {
	switch s {
	case "pau", "h#", "brth", "ssil":
		return "SIL"
	case "ax":
		return "AH"
	}
	return strings.ToUpper(s)
}

// wordReader finds the tokens of the text that segments belong to. A token is what stands between
// white space, less punctuation; one may be spoken as several words.
type wordReader struct {
	lib   *library
	text  string
	at    int   // where the search for the next token starts
	token cItem // the last one
	found []visavis.SpokenWord
}

func (r *wordReader) add(seg cItem, p visavis.Phone) {
	token := r.lib.flite_path_to_item(seg, "R:SylStructure.parent.parent.R:Token.parent")
	if token == 0 {
		return // a pause
	}
	if token == r.token {
		r.extend(p)
		return
	}
	r.token = token
	name := r.lib.item_feat_string(token, "name")
	i := strings.Index(r.text[r.at:], name)
	if i < 0 {
		return
	}
	from := r.at + i
	r.at = from + len(name)
	r.found = append(r.found, visavis.SpokenWord{From: from, To: r.at, Start: p.Start, End: p.End})
}

func (r *wordReader) extend(p visavis.Phone) {
	if n := len(r.found); n > 0 {
		r.found[n-1].End = p.End
	}
}
