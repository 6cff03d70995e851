package espeak

import (
	"errors"
	"strings"
	"unsafe"

	"github.com/ebitengine/purego"

	"github.com/visavis/visavis"
)

// event mirrors espeak_EVENT on 64-bit systems.
type event struct {
	kind         int32
	_            uint32 // unique_identifier
	textPosition int32  // in characters, from 1
	length       int32  // of a word, in characters
	_            int32  // audio_position, in ms
	sample       int32  // from the start of the utterance
	_            uintptr
	id           [8]byte // a phoneme's name; ends at a zero if it is shorter
}

// What an event is, from speak_lib.h.
const (
	eventListEnd = 0
	eventWord    = 1
	eventEnd     = 5
	eventPhoneme = 7
)

// Arguments of the functions, from speak_lib.h.
const (
	outputSynchronous = 2
	phonemeEvents     = 0x0001
	phonemeIPA        = 0x0002
	dontExit          = 0x8000
	positionCharacter = 1
	charsUTF8         = 1
	endPause          = 0x1000
	blockMillis       = 50
	transcribeIPA     = 2 | '_'<<8 // parted by phonemeParter
	parameterRate     = 1          // words per minute
	parameterRange    = 4          // of the pitch, 0 to 99
)

// library holds the functions of libespeak-ng that we call, by their C names.
type library struct {
	espeak_Initialize       func(output, blockMillis int32, path uintptr, options int32) int32
	espeak_Info             func(path uintptr) string
	espeak_SetSynthCallback func(callback uintptr)
	espeak_SetVoiceByName   func(name string) int32
	espeak_SetParameter     func(parameter, value, relative int32) int32
	espeak_TextToPhonemes   func(text **byte, textMode, phonemeMode int32) string
	espeak_Synth            func(text *byte, size uintptr, position uint32, positionType int32, end, flags uint32, id, userData uintptr) int32
}

// openLibrary loads libespeak-ng and its data. It can be done once in a process.
func openLibrary() (*library, error) {
	h, err := purego.Dlopen("libespeak-ng.so.1", purego.RTLD_NOW|purego.RTLD_GLOBAL)
	if err != nil {
		return nil, unavailable("libespeak-ng.so.1 is not installed", err)
	}
	l := new(library)
	for name, f := range map[string]any{
		"espeak_Initialize":       &l.espeak_Initialize,
		"espeak_Info":             &l.espeak_Info,
		"espeak_SetSynthCallback": &l.espeak_SetSynthCallback,
		"espeak_SetVoiceByName":   &l.espeak_SetVoiceByName,
		"espeak_SetParameter":     &l.espeak_SetParameter,
		"espeak_TextToPhonemes":   &l.espeak_TextToPhonemes,
		"espeak_Synth":            &l.espeak_Synth,
	} {
		addr, err := purego.Dlsym(h, name)
		if err != nil {
			return nil, unavailable("libespeak-ng.so.1 lacks a function", err)
		}
		purego.RegisterFunc(f, addr)
	}
	got := l.espeak_Initialize(outputSynchronous, blockMillis, 0, phonemeEvents|phonemeIPA|dontExit)
	if got != int32(rate) {
		return nil, unavailable("its data (espeak-ng-data) cannot be read", nil)
	}
	return l, nil
}

func (l *library) version() string {
	v, _, _ := strings.Cut(l.espeak_Info(0), " ") // a date may follow
	return v
}

// stressMarks returns a transcription of text, see markStress.
func (l *library) stressMarks(text string) string {
	b := append([]byte(text), 0)
	var all []string
	for rest := &b[0]; rest != nil; { // the library moves it from clause to clause
		all = append(all, l.espeak_TextToPhonemes(&rest, charsUTF8, transcribeIPA))
	}
	return strings.Join(all, " ")
}

// say has the library speak text; it calls the callback and returns when all was said.
func (l *library) say(text string) error {
	b := append([]byte(text), 0)
	if l.espeak_Synth(&b[0], uintptr(len(b)), 0, positionCharacter, 0, charsUTF8|endPause, 0, 0) != 0 {
		return errors.New("espeak-ng refused a text")
	}
	return nil
}

func unavailable(reason string, err error) error {
	return &visavis.UnavailableError{Engine: Name, Reason: reason, Remedy: "apt-get install libespeak-ng1", Err: err}
}

// listed returns the events of a list, which is the library's memory.
func listed(first *event) []event {
	if first == nil {
		return nil
	}
	n := 0
	for e := first; e.kind != eventListEnd; n++ {
		e = (*event)(unsafe.Add(unsafe.Pointer(e), unsafe.Sizeof(*e)))
	}
	return unsafe.Slice(first, n)
}
