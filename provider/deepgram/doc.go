// Package deepgram is a client of Deepgram's engines, and of whatever serves the same protocols at
// another address.
//
//   - [Listen] transcribes as the user speaks: nova-3 and older over /v1/listen, Flux, which also
//     hears when a turn is over, over /v2/listen. The name of the model decides.
//   - [Prerecorded] transcribes each utterance in one request when it is over.
//   - [Voice] speaks over /v1/speak; its sockets stay open between replies.
//   - [Client] transcribes and speaks files, lists models.
//
// The command builds them from one [Config]. The package reads no environment.
//
// Everything here tries once and reports what happened: a *visavis.UnavailableError when only an
// operator can help, else a *visavis.VendorError with the vendor's words and its request id, never
// with the key. Trying again, replacing a socket and resending what it had not answered belong
// around it. Time limits that are part of the protocols are kept here (see limits.go); how long a
// conversation is willing to wait for a stage is not known here.
//
// All types may be used by any number of conversations at once. No call leaves a goroutine behind,
// except that sockets of a Voice live until [Voice.Close].
//
// Section numbers in comments are those of Deepgram's own order of things, as in package wire.
package deepgram
