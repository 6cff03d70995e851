package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"strings"
	"time"
)

// source is a recording: a file, a URL, or "-" for standard input.
type source struct {
	name  string
	stdin io.Reader
}

// Limits of what is fetched from a URL. An hour of 48 kHz stereo is 690 MB.
const (
	fetchLimit = 1 << 30 // bytes
	fetchTime  = 10 * time.Minute
)

func (s source) isURL() bool {
	return strings.HasPrefix(s.name, "http://") || strings.HasPrefix(s.name, "https://")
}

// shown is the source's name without what may be secret in an address.
func (s source) shown() string {
	if !s.isURL() {
		return s.name
	}
	u, err := url.Parse(s.name)
	if err != nil {
		return "(an address that cannot be read)"
	}
	u.User, u.RawQuery, u.Fragment = nil, "", ""
	return u.String()
}

// open begins to read the recording as it is.
func (s source) open(ctx context.Context) (io.ReadCloser, error) {
	switch {
	case s.name == "-":
		return io.NopCloser(s.stdin), nil
	case s.isURL():
		return s.fetch(ctx)
	}
	return os.Open(s.name)
}

func (s source) fetch(ctx context.Context) (io.ReadCloser, error) {
	ctx, stop := context.WithTimeout(ctx, fetchTime)
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, s.name, nil)
	if err != nil {
		stop()
		return nil, fmt.Errorf("%s: not an address", s.shown())
	}
	req.Close = true
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		stop()
		var ue *url.Error
		if errors.As(err, &ue) {
			err = ue.Err // the address itself may hold a key
		}
		return nil, fmt.Errorf("fetch %s: %w", s.shown(), err)
	}
	body := fetched{io.LimitReader(resp.Body, fetchLimit), resp.Body, stop}
	if resp.StatusCode != http.StatusOK {
		body.Close()
		return nil, fmt.Errorf("fetch %s: the server answered %s", s.shown(), resp.Status)
	}
	return body, nil
}

// fetched is the body of an answer, bounded in size and time.
type fetched struct {
	io.Reader
	body io.Closer
	stop context.CancelFunc
}

func (f fetched) Close() error {
	err := f.body.Close()
	f.stop()
	return err
}

// failed says of which recording an error tells, where it does not say so itself.
func (s source) failed(err error) error {
	if strings.Contains(err.Error(), s.name) {
		return err
	}
	return fmt.Errorf("%s: %w", s.shown(), err)
}
