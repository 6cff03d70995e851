package listen

import (
	"crypto/sha256"
	"fmt"
	"hash"
	"time"

	"github.com/coder/websocket"

	"github.com/visavis/visavis/internal/socket"
	"github.com/visavis/visavis/wire"
)

// account is what Metadata tells of a stream or a file.
type account struct {
	request string
	engine  string
	created time.Time
	sum     hash.Hash // of all bytes
	tags    []string
}

func newAccount(request, engine string, q wire.ListenQuery) *account {
	return &account{request: request, engine: engine, created: time.Now(), sum: sha256.New(), tags: q.Tags}
}

// add counts bytes of audio.
func (a *account) add(b []byte) { a.sum.Write(b) }

// result is the metadata of each result.
func (a *account) result() wire.ResultMetadata {
	return wire.ResultMetadata{RequestID: a.request, ModelInfo: wire.ModelInfoOf(a.engine), ModelUUID: wire.ModelUUID(a.engine)}
}

// metadata is that of the whole, by what was heard of each channel.
func (a *account) metadata(channels []*channel) wire.ListenMetadata {
	if len(channels) == 0 {
		return a.of(0, 0)
	}
	return a.of(channels[0].heard, len(channels))
}

// of is metadata of so many samples and channels. With none, no model was at work.
func (a *account) of(samples int64, channels int) wire.ListenMetadata {
	m := wire.ListenMetadata{
		TransactionKey: "deprecated", RequestID: a.request, SHA256: fmt.Sprintf("%x", a.sum.Sum(nil)),
		Created: a.created.UTC().Format("2006-01-02T15:04:05.000Z"), Duration: seconds(samples), Channels: channels,
		Tags: a.tags,
	}
	if channels > 0 {
		id := wire.ModelUUID(a.engine)
		m.Models, m.ModelInfo = []string{id}, map[string]wire.ModelInfo{id: wire.ModelInfoOf(a.engine)}
	}
	return m
}

// ending is the orderly end of a stream.
func (a *account) ending(channels []*channel) *socket.Ending {
	return &socket.Ending{Code: websocket.StatusNormalClosure, Last: wire.Encode(a.metadata(channels))}
}
