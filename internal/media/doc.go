// Package media turns the bytes of an audio format into samples and back: what a client of Deepgram's
// interfaces may send ([Decoder]) and ask for ([Encoder]). The servers of /v1/listen, /v2/listen and
// /v1/speak use it.
//
// Bytes come in pieces of any size, as a socket or an HTTP body gives them; containers are recognised
// by how they begin. Formats that Go has no sound library for are refused with a [FormatError] that
// says what to use instead. Opus and MP3 are made by a [Codec], which whoever makes [Encoders] brings along
// (package codec); what is around their packets is made here.
//
// A Decoder or an Encoder belongs to one stream and one goroutine at a time, and must be closed, an
// Encoder also when its stream is given up. Neither starts a goroutine that outlives a call, and garbage
// costs an error and little memory. Encoding allocates nothing once the caller's buffers have grown to the
// size of the pieces, FLAC excepted; so does decoding raw and WAV audio.
package media
