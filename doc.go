// Package visavis is the vocabulary of a spoken conversation with a face: audio, transcripts,
// messages, speech, and the three kinds of engine that a conversation needs.
//
//   - A [Transcriber] turns a microphone into words: sphinx (embedded), deepgram, openai (its
//     protocol, by whomever it is served), fake (tests).
//   - A [Generator] turns a history into a reply, delta by delta: script (embedded), openai,
//     gemini, anthropic, fake (tests). It may ask for calls of a [Tool].
//   - A [Speaker] turns clauses into audio, with the times of its phones and words where it knows
//     them: flite and espeak (embedded), deepgram, openai, fake (tests).
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
