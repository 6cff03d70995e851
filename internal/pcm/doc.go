// Package pcm converts sound at the edges of the program: between sampling rates ([Resampler]),
// between samples and bytes ([Encoding], [Decoder]) and from and to WAV files ([WAVDecoder],
// [WAVReader], [Encoding.AppendWAVHeader]). Inside, sound is mono []int16 and nothing else.
//
// The server uses it for what clients send and want, the commands for files, providers for vendors
// with a rate of their own.
//
// Resamplers, Decoders and WAVReaders belong to one stream and one goroutine at a time. None of
// them allocates once its buffers have grown to the size of the pieces it is given.
package pcm
