package mcp

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	sdk "github.com/modelcontextprotocol/go-sdk/mcp"

	"github.com/visavis/visavis/internal/outbound"
)

// connectWait is how long a server may take until it is ready.
const connectWait = 15 * time.Second

var errClosed = errors.New("the server was closed")

// server is one MCP server and the session with it.
type server struct {
	name    string
	log     *slog.Logger
	secrets outbound.Secrets
	dial    func() sdk.Transport

	lock    chan struct{} // holds a token for whoever owns what follows
	session *session      // nil: none
	closed  bool
	ended   sync.WaitGroup // the sessions' goroutines
}

// session is a connection that is ready, and whether it still is.
type session struct {
	*sdk.ClientSession
	over chan struct{} // closed when the connection has ended
}

func newServer(cfg Config) *server {
	log := cfg.Log
	if log == nil {
		log = slog.New(slog.DiscardHandler)
	}
	log = log.With("mcp", cfg.Name)
	s := &server{name: cfg.Name, log: log, secrets: cfg.secrets(), lock: make(chan struct{}, 1)}
	s.dial = func() sdk.Transport { return cfg.transport(log) }
	return s
}

// connected returns the session, a new one if there is none any more. A session that the caller found
// to be of no use is given as spent.
func (s *server) connected(ctx context.Context, spent *session) (*session, error) {
	select {
	case s.lock <- struct{}{}:
		defer func() { <-s.lock }()
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	if s.closed {
		return nil, errClosed
	}
	if s.session != nil && s.session != spent && !s.session.isOver() {
		return s.session, nil
	}
	s.drop()
	return s.connect(ctx)
}

// connect makes a new session. The lock is held.
func (s *server) connect(ctx context.Context) (*session, error) {
	ctx, cancel := context.WithTimeout(ctx, connectWait)
	defer cancel()
	client := sdk.NewClient(&sdk.Implementation{Name: "visavis", Version: "1"}, &sdk.ClientOptions{
		Logger: slog.New(slog.DiscardHandler), // the SDK's may show headers
		// Roots, sampling and elicitation are not offered: nobody here could answer.
		Capabilities: &sdk.ClientCapabilities{},
	})
	begun := time.Now()
	cs, err := client.Connect(ctx, s.dial(), nil)
	if err != nil {
		return nil, s.fault("connect", err)
	}
	s.log.Info("mcp server connected", "took", time.Since(begun).Round(time.Millisecond))
	s.session = &session{cs, make(chan struct{})}
	over := s.session.over
	s.ended.Go(func() {
		cs.Wait()
		close(over)
	})
	return s.session, nil
}

// drop ends the session if there is one. The lock is held.
func (s *server) drop() {
	if s.session != nil {
		s.session.Close()
		s.session = nil
	}
}

func (s *session) isOver() bool {
	select {
	case <-s.over:
		return true
	default:
		return false
	}
}

// close ends the session for good and waits for all that belongs to it.
func (s *server) close() {
	s.lock <- struct{}{}
	s.closed = true
	s.drop()
	<-s.lock
	s.ended.Wait()
}

// fault says what went wrong in words that hold no secret.
func (s *server) fault(op string, err error) error {
	if errors.Is(err, context.DeadlineExceeded) {
		return fmt.Errorf("mcp server %s: %s: %w", s.name, op, context.DeadlineExceeded)
	}
	return fmt.Errorf("mcp server %s: %s: %s", s.name, op, s.secrets.Redact(err.Error()))
}
