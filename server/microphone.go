package server

import (
	"errors"
	"fmt"

	"github.com/visavis/visavis"
	"github.com/visavis/visavis/internal/hearing"
	"github.com/visavis/visavis/internal/media"
	"github.com/visavis/visavis/wire"
)

// newMicrophone returns what turns a client's binary frames into what a session hears.
func newMicrophone(in wire.AudioInput) (*hearing.Intake, error) {
	f := media.Format{Encoding: in.Encoding, Rate: visavis.SampleRate(in.SampleRate), Channels: 1}
	m, err := hearing.NewIntake(f, false)
	if err != nil {
		return nil, formatError("audio.input", err)
	}
	return m, nil
}

// formatError names the member of Settings that a *media.FormatError is about.
func formatError(path string, err error) error {
	f, ok := errors.AsType[*media.FormatError](err)
	if !ok {
		return err
	}
	member := f.Parameter
	if member == "bit_rate" {
		member = "bitrate"
	}
	return settingsError(path+"."+member, "%s: %s", shown(f.Value), f.Reason)
}

func settingsError(member, format string, args ...any) error {
	return &wire.DecodeError{Code: wire.InvalidSettings, Type: "Settings", Member: member, Err: fmt.Errorf(format, args...)}
}
