package sphinx

import (
	"fmt"
	"unsafe"

	"github.com/ebitengine/purego"

	"github.com/visavis/visavis"
)

const remedy = "apt-get install libpocketsphinx3 pocketsphinx-en-us"

// Sonames, not the bare .so names: those come with the -dev packages only. The order matters,
// libpocketsphinx finds its symbols in libsphinxbase.
const (
	baseLibrary = "libsphinxbase.so.3"
	mainLibrary = "libpocketsphinx.so.3"
)

// Handles of C objects. They are addresses of C memory, which the Go runtime does not look after.
type (
	cDecoder uintptr // ps_decoder_t*
	cConfig  uintptr // cmd_ln_t*
	cModel   uintptr // ngram_model_t*
	cSegment uintptr // ps_seg_t*
	cLogmath uintptr // logmath_t*
)

// library is the part of libpocketsphinx and libsphinxbase that is used here. Its functions may be
// called from any goroutine, but each decoder from one at a time.
type library struct {
	psArgs        func() uintptr
	psInit        func(cConfig) cDecoder
	psSetLM       func(d cDecoder, name string, lm cModel) int32
	psSetJSGF     func(d cDecoder, name, grammar string) int32
	psSetSearch   func(d cDecoder, name string) int32
	psUnsetSearch func(d cDecoder, name string) int32
	psLookupWord  func(d cDecoder, word string) *byte
	psRetain      func(cDecoder) *cDecoderHead
	psGetLogmath  func(cDecoder) cLogmath
	psGetFeat     func(cDecoder) *cFeature

	psStartStream func(cDecoder) int32
	psStartUtt    func(cDecoder) int32
	psProcessRaw  func(d cDecoder, pcm *int16, n uintptr, noSearch, fullUtt int32) int32
	psEndUtt      func(cDecoder) int32

	psGetHyp    func(d cDecoder, score *int32) string
	psGetProb   func(cDecoder) int32
	psGetFrames func(cDecoder) int32
	psSegIter   func(cDecoder) cSegment
	psSegNext   func(cSegment) cSegment
	psSegWord   func(cSegment) string
	psSegFrames func(s cSegment, start, end *int32)
	psSegProb   func(s cSegment, acoustic, language, backoff *int32) int32

	cmdLnParse func(into cConfig, definitions uintptr, argc int32, argv **byte, strict int32) cConfig
	logmathExp func(cLogmath, int32) float64
	setLogFile func(file uintptr)
	free       func(*byte)
	mallocTrim func(uintptr) int32 // nil: this C library has none

	modelRead func(c cConfig, path string, kind int32, lm cLogmath) cModel
	modelSet  func(c cConfig, models *cModel, names **byte, weights *float32, n int32) cModel
	modelFree func(cModel) int32

	phoneID      func(definition uintptr, phone string) int32
	dictAdd      func(d *cDictionary, word string, phones *int16, n int32) int32
	triphonesAdd func(triphones uintptr, word int32) int32

	cmnGet func(*cMeans, *float32)
	cmnSet func(*cMeans, *float32)
}

// cDecoderHead mirrors the head of ps_decoder_t.
type cDecoderHead struct {
	config     cConfig
	_          int32   // refcount
	_          uintptr // acmod
	dictionary *cDictionary
	triphones  uintptr // dict2pid_t*
	log        cLogmath
}

// cDictionary mirrors the head of dict_t.
type cDictionary struct {
	_          int32   // refcnt
	definition uintptr // bin_mdef_t*, of the phones
}

// cFeature mirrors the head of feat_t up to the member that is needed, on systems with 64-bit
// pointers.
type cFeature struct {
	_     int32
	_     uintptr // name
	_     [2]int32
	_     uintptr // stream_len
	_     [2]int32
	_     [3]uintptr // sv_len, subvecs, sv_buf
	_     [4]int32   // sv_dim, cmn, varnorm, agc
	_     uintptr    // compute_feat
	means *cMeans
}

// cMeans mirrors cmn_t, the running means by which speech features are normalised.
type cMeans struct {
	_      [2]uintptr // cmn_mean, cmn_var
	sum    *vector    // of the features of frames
	frames int32      // the mean that was told counts as 500
	size   int32
}

// loadLibrary loads the shared libraries of PocketSphinx. It returns an *visavis.UnavailableError
// when they are not installed.
func loadLibrary() (*library, error) {
	base, err := purego.Dlopen(baseLibrary, purego.RTLD_NOW|purego.RTLD_GLOBAL)
	if err != nil {
		return nil, unavailable(baseLibrary+" is not installed", err)
	}
	main, err := purego.Dlopen(mainLibrary, purego.RTLD_NOW|purego.RTLD_GLOBAL)
	if err != nil {
		return nil, unavailable(mainLibrary+" is not installed", err)
	}
	l := new(library)
	if err := bind(main, l.mainSymbols()); err != nil {
		return nil, unavailable(mainLibrary+" is not the version that is needed", err)
	}
	if err := bind(base, l.baseSymbols()); err != nil {
		return nil, unavailable(baseLibrary+" is not the version that is needed", err)
	}
	if address, err := purego.Dlsym(purego.RTLD_DEFAULT, "malloc_trim"); err == nil {
		purego.RegisterFunc(&l.mallocTrim, address)
	}
	return l, nil
}

// trim gives memory that C has freed back to the system.
func (l *library) trim() {
	if l.mallocTrim != nil {
		l.mallocTrim(0)
	}
}

func (l *library) mainSymbols() map[string]any {
	return map[string]any{
		"ps_args":             &l.psArgs,
		"ps_init":             &l.psInit,
		"ps_set_lm":           &l.psSetLM,
		"ps_set_jsgf_string":  &l.psSetJSGF,
		"ps_set_search":       &l.psSetSearch,
		"ps_unset_search":     &l.psUnsetSearch,
		"ps_lookup_word":      &l.psLookupWord,
		"ps_retain":           &l.psRetain,
		"bin_mdef_ciphone_id": &l.phoneID,
		"dict_add_word":       &l.dictAdd,
		"dict2pid_add_word":   &l.triphonesAdd,
		"ps_get_logmath":      &l.psGetLogmath,
		"ps_get_feat":         &l.psGetFeat,
		"ps_start_stream":     &l.psStartStream,
		"ps_start_utt":        &l.psStartUtt,
		"ps_process_raw":      &l.psProcessRaw,
		"ps_end_utt":          &l.psEndUtt,
		"ps_get_hyp":          &l.psGetHyp,
		"ps_get_prob":         &l.psGetProb,
		"ps_get_n_frames":     &l.psGetFrames,
		"ps_seg_iter":         &l.psSegIter,
		"ps_seg_next":         &l.psSegNext,
		"ps_seg_word":         &l.psSegWord,
		"ps_seg_frames":       &l.psSegFrames,
		"ps_seg_prob":         &l.psSegProb,
	}
}

func (l *library) baseSymbols() map[string]any {
	return map[string]any{
		"cmd_ln_parse_r":       &l.cmdLnParse,
		"logmath_exp":          &l.logmathExp,
		"err_set_logfp":        &l.setLogFile,
		"ckd_free":             &l.free,
		"ngram_model_read":     &l.modelRead,
		"ngram_model_set_init": &l.modelSet,
		"ngram_model_free":     &l.modelFree,
		"cmn_live_get":         &l.cmnGet,
		"cmn_live_set":         &l.cmnSet,
	}
}

// bind resolves symbols before registering them: RegisterLibFunc panics on a missing one.
func bind(lib uintptr, symbols map[string]any) error {
	for name, fn := range symbols {
		address, err := purego.Dlsym(lib, name)
		if err != nil {
			return fmt.Errorf("find %s: %w", name, err)
		}
		purego.RegisterFunc(fn, address)
	}
	return nil
}

func unavailable(reason string, err error) *visavis.UnavailableError {
	return &visavis.UnavailableError{Engine: "sphinx", Reason: reason, Remedy: remedy, Err: err}
}

// cStrings returns values as a C array of NUL-terminated strings, with a NULL at its end. It must
// stay reachable while C uses it.
func cStrings(values []string) (array []*byte) {
	for _, v := range values {
		array = append(array, unsafe.SliceData(append([]byte(v), 0)))
	}
	return append(array, nil)
}
