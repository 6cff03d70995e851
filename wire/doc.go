// Package wire is Deepgram's voice agent protocol and our extension of it, as Go values: one struct
// per message, decoding with errors that say what to tell the other side, and encoding.
//
// The server decodes with [DecodeClient] and a client with [DecodeServer]; both encode with
// [Encode]. A decoded message holds what was sent and nothing else: a member that was left out has
// its zero value or is nil, and [Settings.WithDefaults] fills in what the protocol prescribes.
// Unknown members are ignored, as the protocol wants.
//
// Section numbers in comments are those of docs/protocol.md. The files in testdata, one per
// message, are the contract between this package and the TypeScript client: both test against them.
//
// The package imports the standard library only and starts no goroutine. Its functions may be
// called at any time; its values are plain data.
package wire
