package flite

import (
	"fmt"
	"os"
	"strings"
	"unsafe"

	"github.com/ebitengine/purego"

	"github.com/visavis/visavis"
)

// The C library's types that we only pass around.
type (
	cUtterance uintptr
	cRelation  uintptr
	cItem      uintptr
	cValue     uintptr
	cFeatures  uintptr
)

// cDatabase mirrors cst_cg_db_struct of flite 2.x on 64-bit systems, which is how a voice sounds. It has
// 280 bytes in 2.2; later versions may add to its end, and what lies behind it does no harm in a copy.
type cDatabase struct {
	_             [2]uintptr // name, types
	_             int32      // num_types
	_             int32      // sample_rate
	_             float32    // f0_mean
	f0Stddev      float32
	_             int32      // num_f0_models
	_             uintptr    // f0_trees
	_             int32      // num_param_models
	_             [6]uintptr // param_trees … model_vectors
	accentWidth   int32      // num_channels_spamf0_accent
	accentCount   int32      // num_frames_spamf0_accent
	accentVectors **float32  // spamf0_accent_vectors
	_             [49]uint64 // model_min … freeable
}

// cVoice, cWave and cStreaming mirror the first fields of cst_voice, cst_wave and
// cst_audio_streaming_info_struct of flite 2.x on 64-bit systems.
type cVoice struct {
	_        *byte // name
	features cFeatures
}

type cWave struct {
	_          *byte // typ
	_          int32 // sampleRate
	numSamples int32
	_          int32 // numChannels
	samples    *int16
}

type cStreaming struct {
	minBuffSize int32
	callback    uintptr
	utt         cUtterance
	_           cItem   // item
	_           uintptr // userdata
}

// library holds the functions of libflite that we call, by their C names.
type library struct {
	flite_init               func() int32
	flite_synth_text         func(text string, voice *cVoice) cUtterance
	delete_utterance         func(cUtterance)
	new_audio_streaming_info func() *cStreaming
	audio_streaming_info_val func(*cStreaming) cValue
	flite_feat_set           func(f cFeatures, name *byte, v cValue) // keeps name
	flite_feat_set_float     func(f cFeatures, name *byte, v float32)
	flite_get_param_float    func(f cFeatures, name string, otherwise float32) float32
	flite_get_param_val      func(f cFeatures, name string, otherwise cValue) cValue
	val_cg_db                func(cValue) *cDatabase
	cg_db_val                func(*cDatabase) cValue // keeps it
	utt_relation             func(u cUtterance, name string) cRelation
	relation_head            func(cRelation) cItem
	item_next                func(cItem) cItem
	item_feat_string         func(item cItem, name string) string
	item_feat_float          func(item cItem, name string) float32
	flite_ffeature_string    func(item cItem, path string) string
	flite_path_to_item       func(item cItem, path string) cItem
}

// loadedVersion tells the version from the name of the file that was loaded, libflite.so.2.2: the
// library itself does not know.
func loadedVersion() string {
	maps, err := os.ReadFile("/proc/self/maps")
	if err != nil {
		return "2"
	}
	if _, rest, found := strings.Cut(string(maps), "/libflite.so."); found {
		v, _, _ := strings.Cut(rest, "\n")
		return v
	}
	return "2"
}

// openLibrary loads libflite and what its English voices need.
func openLibrary() (*library, error) {
	// The voices find libflite's symbols through the global table.
	h, err := purego.Dlopen("libflite.so.1", purego.RTLD_NOW|purego.RTLD_GLOBAL)
	if err != nil {
		return nil, unavailable("libflite.so.1 is not installed", err)
	}
	l := new(library)
	for name, f := range map[string]any{
		"flite_init":               &l.flite_init,
		"flite_synth_text":         &l.flite_synth_text,
		"delete_utterance":         &l.delete_utterance,
		"new_audio_streaming_info": &l.new_audio_streaming_info,
		"audio_streaming_info_val": &l.audio_streaming_info_val,
		"flite_feat_set":           &l.flite_feat_set,
		"flite_feat_set_float":     &l.flite_feat_set_float,
		"flite_get_param_float":    &l.flite_get_param_float,
		"flite_get_param_val":      &l.flite_get_param_val,
		"val_cg_db":                &l.val_cg_db,
		"cg_db_val":                &l.cg_db_val,
		"utt_relation":             &l.utt_relation,
		"relation_head":            &l.relation_head,
		"item_next":                &l.item_next,
		"item_feat_string":         &l.item_feat_string,
		"item_feat_float":          &l.item_feat_float,
		"flite_ffeature_string":    &l.flite_ffeature_string,
		"flite_path_to_item":       &l.flite_path_to_item,
	} {
		addr, err := purego.Dlsym(h, name)
		if err != nil {
			return nil, unavailable("libflite.so.1 is not flite 2.x", err)
		}
		purego.RegisterFunc(f, addr)
	}
	l.flite_init()
	return l, nil
}

// openVoice loads the library of a voice; name is one of Voices.
func (l *library) openVoice(name string) (*cVoice, error) {
	so := "libflite_cmu_us_" + name + ".so.1"
	h, err := purego.Dlopen(so, purego.RTLD_NOW|purego.RTLD_GLOBAL)
	if err != nil {
		return nil, unavailable(so+" is not installed", err)
	}
	var register func(voxdir uintptr) *cVoice
	addr, err := purego.Dlsym(h, "register_cmu_us_"+name)
	if err != nil {
		return nil, unavailable(so+" is not a voice of flite 2.x", err)
	}
	purego.RegisterFunc(&register, addr)
	v := register(0)
	if v == nil {
		return nil, fmt.Errorf("open voice %s: flite refused", name)
	}
	return v, nil
}

func unavailable(reason string, err error) error {
	return &visavis.UnavailableError{Engine: "flite", Reason: reason, Remedy: "apt-get install libflite1", Err: err}
}

// samplesOf returns the part of a wave that a callback announces. It is the library's memory.
func (w *cWave) samplesOf(start, size int32) []int16 {
	return unsafe.Slice(w.samples, w.numSamples)[start : start+size]
}
