package codec

import (
	"encoding/json"
	"fmt"

	"github.com/visavis/visavis"
	"github.com/visavis/visavis/internal/worker"
)

// Worker is the body of the worker process. Libraries that are missing do not keep it from running.
func Worker([]string) (version string, serve func(*worker.Conn) error, err error) {
	s := &server{libraries: map[string]library{}, missing: map[string]error{}, streams: map[uint32]encoder{}}
	b, err := json.Marshal(s.load())
	return string(b), s.serve, err
}

// server is the worker's side. It belongs to one goroutine.
type server struct {
	conn      *worker.Conn
	libraries map[string]library
	missing   map[string]error
	streams   map[uint32]encoder

	pcm    []int16
	packet []byte
	answer []byte
}

// load opens the libraries and tells what came of it.
func (s *server) load() []Library {
	var all []Library
	for _, from := range sources() {
		lib, err := from.load(from)
		if err != nil {
			s.missing[from.codec] = err
			all = append(all, Library{Codec: from.codec, Missing: worker.FailureOf(err).Unavailable})
			continue
		}
		s.libraries[from.codec] = lib
		all = append(all, Library{Codec: from.codec, Version: lib.version()})
	}
	return all
}

// serve answers requests until the parent closes the connection.
func (s *server) serve(conn *worker.Conn) error {
	s.conn = conn
	for {
		kind, payload, err := conn.Read()
		if err != nil {
			return err
		}
		if err := s.handle(kind, payload); err != nil {
			return err
		}
	}
}

func (s *server) handle(kind byte, payload []byte) error {
	switch kind {
	case kindOpen:
		return s.open(payload)
	case kindEncode:
		if err := s.encode(payload); err != nil {
			return s.conn.WriteJSON(kindFailed, worker.FailureOf(err))
		}
		return s.conn.Write(kindPackets, s.answer)
	case kindEnd:
		stream, _, err := readSamples(nil, payload)
		s.end(stream)
		return err
	}
	return fmt.Errorf("unexpected message of kind %d", kind)
}

func (s *server) open(payload []byte) error {
	var o opening
	if err := json.Unmarshal(payload, &o); err != nil {
		return fmt.Errorf("read opening: %w", err)
	}
	e, err := s.encoder(o)
	if err != nil {
		return s.conn.WriteJSON(kindFailed, worker.FailureOf(err))
	}
	s.end(o.Stream)
	s.streams[o.Stream] = e
	return s.conn.WriteJSON(kindOpened, e.shape())
}

func (s *server) encoder(o opening) (encoder, error) {
	if err := s.missing[o.Codec]; err != nil {
		return nil, err
	}
	lib := s.libraries[o.Codec]
	if lib == nil {
		return nil, &visavis.UnavailableError{Engine: o.Codec, Reason: "there is no such codec"}
	}
	return lib.open(o)
}

func (s *server) end(stream uint32) {
	if e := s.streams[stream]; e != nil {
		e.close()
		delete(s.streams, stream)
	}
}

// encode puts the packets of a request's frames into s.answer.
func (s *server) encode(payload []byte) error {
	stream, pcm, err := readSamples(s.pcm[:0], payload)
	if err != nil {
		return err
	}
	s.pcm, s.answer = pcm, s.answer[:0]
	e := s.streams[stream]
	if e == nil {
		return fmt.Errorf("there is no stream %d", stream)
	}
	size := e.shape().Size
	for ; len(pcm) >= size; pcm = pcm[size:] {
		if s.packet, err = e.encode(s.packet[:0], pcm[:size]); err != nil {
			return err
		}
		if len(s.packet) > 0 {
			s.answer = appendPacket(s.answer, s.packet)
		}
	}
	return nil
}
