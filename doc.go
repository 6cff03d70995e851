// Package visavis is the vocabulary of a spoken conversation with a face: audio, transcripts,
// messages, speech, and the three kinds of engine that a conversation needs.
//
//   - A [Transcriber] turns a microphone into words: sphinx (embedded), fake (tests).
//   - A [Generator] turns a history into a reply, delta by delta: script (embedded), openai
//     (anything that speaks its protocol), fake (tests).
//   - A [Speaker] turns clauses into audio with the times of its phones and words: flite and
//     espeak (embedded), fake (tests).
//
// Everything else in this module either implements one of these or uses them. The package imports
// the standard library only and starts no goroutine; its values are plain data, safe to copy.
//
// # Units
//
// Positions in audio are sample counts (int64) at a [SampleRate], never seconds: a count can be
// added, compared and sent to a page without rounding. Audio is mono 16-bit PCM everywhere inside;
// conversion happens at the edges.
package visavis
