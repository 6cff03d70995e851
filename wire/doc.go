// Package wire is Deepgram's protocols and our extension of one of them, as Go values: one struct per
// message, decoding with errors that say what to tell the other side, and encoding.
//
// For each protocol there are two decoders, one for each side's messages; all encode with [Encode]:
//
//	/v1/agent/converse  DecodeServer     DecodeClient           and the extension
//	/v1/listen          DecodeListen     DecodeListenClient
//	/v2/listen          DecodeFlux       DecodeFluxClient
//	/v1/speak           DecodeSpeak      DecodeSpeakClient
//	/v2/speak           DecodeFluxSpeak  DecodeFluxSpeakClient
//
// The bodies of HTTP requests and answers are plain structs for encoding/json; refusals are read
// with [DecodeHTTPError].
//
// A decoded message holds what was sent and nothing else: a member that was left out has its zero
// value or is nil, and [Settings.WithDefaults] fills in what the agent protocol prescribes. Unknown
// members are ignored, as the protocols want.
//
// Section numbers in comments are those of Deepgram's own order of things: 2 credentials, 3 errors
// of HTTP, 4 listen v1, 5 Flux, 6 speak v1, 7 speak v2 (Flux), 8 the agent (docs/protocol.md), 9 requests by HTTP. The
// files in testdata, one per message, are the contract: those of the agent protocol with the
// TypeScript client, which tests against them too.
//
// The package imports the standard library only and starts no goroutine. Its functions may be
// called at any time; its values are plain data.
package wire
