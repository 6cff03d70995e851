// Package voicetest holds what the tests of the embedded voices share: checks of real audio
// against the times that were told for it, hostile text, murder of worker processes, and the
// benchmark of the first audio.
package voicetest
