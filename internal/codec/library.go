package codec

import (
	"fmt"

	"github.com/ebitengine/purego"

	"github.com/visavis/visavis"
)

// library is one that was loaded into the worker.
type library interface {
	version() string
	open(o opening) (encoder, error)
}

// encoder is the library's state of one stream.
type encoder interface {
	shape() shape
	// encode takes one frame and appends at most one packet to dst: one for each frame, but the first
	// ones may keep theirs back for a while.
	encode(dst []byte, frame []int16) ([]byte, error)
	close()
}

// source is where a library comes from.
type source struct {
	codec, file, apt string
	load             func(source) (library, error)
}

func sources() []source {
	return []source{
		{Opus, "libopus.so.0", "libopus0", loadOpus},
		{MP3, "libmp3lame.so.0", "libmp3lame0", loadLAME},
	}
}

// bind loads the library's file, once however often it is asked, and sets functions, pointers to Go
// functions by their C names.
func (s source) bind(functions map[string]any) error {
	h, err := purego.Dlopen(s.file, purego.RTLD_NOW|purego.RTLD_LOCAL)
	if err != nil {
		return s.unavailable(s.file+" is not installed", err)
	}
	for name, f := range functions {
		addr, err := purego.Dlsym(h, name)
		if err != nil {
			return s.unavailable(s.file+" lacks "+name, err)
		}
		purego.RegisterFunc(f, addr)
	}
	return nil
}

func (s source) unavailable(reason string, err error) error {
	return &visavis.UnavailableError{Engine: s.codec, Reason: reason, Remedy: "apt-get install " + s.apt, Err: err}
}

// refused is what an encoder could not be made or used with.
func refused(function string, code int32) error { return fmt.Errorf("%s: error %d", function, code) }
