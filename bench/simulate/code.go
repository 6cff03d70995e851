package main

import (
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/visavis/visavis"
	"github.com/visavis/visavis/bench/vendors"
	"github.com/visavis/visavis/internal/pcm"
)

// say writes a WAV file of a text in the code.
func say(text, file string) error {
	if file == "" {
		return errors.New("-say needs -o FILE")
	}
	f, err := os.Create(file)
	if err != nil {
		return err
	}
	err = pcm.WriteWAV(f, vendors.Utterance(text), visavis.MicRate)
	return errors.Join(err, f.Close())
}

// read prints what is said in a WAV file.
func read(file string, out io.Writer) error {
	f, err := os.Open(file)
	if err != nil {
		return err
	}
	defer f.Close()
	samples, rate, err := pcm.ReadWAV(f)
	if err != nil {
		return fmt.Errorf("%s: %w", file, err)
	}
	_, err = fmt.Fprintln(out, vendors.Text(samples, rate))
	return err
}
