// Package sphinx hears: it is a visavis.Transcriber that works offline, with PocketSphinx and its
// US English model, in worker processes of this binary.
//
// It suits a guided conversation with a headset in a quiet room; it is not a general transcriber,
// and its Confidence says so. What makes it usable are four things beyond the stock recogniser:
//
//   - The phrases that the persona understands are mixed into the language model (languagemodel.go)
//     and also form a closed grammar, which a second decoder listens for at the same time. When the
//     two decoders agree the grammar's answer is taken (verdict.go).
//   - A conversation's key terms are mixed into a language model of its own (expectation.go), with the
//     words that the dictionary lacks (dictionary.go). A worker keeps a search for each of the latest sets
//     of terms, and is told with each utterance which it needs. What is heard is spelled as the client
//     spells it (spelling.go).
//   - A decoder keeps nothing else from one utterance to the next. What it learned of the speaker, a
//     vector of 13 numbers, is kept with the conversation and given to whichever decoder hears the
//     next utterance (voice.go). So a few decoders serve many conversations, none is tied to one,
//     and a fresh one is as good as an old one.
//   - The first utterance of a conversation is used twice: its first 1.5 s to learn the voice, then
//     from its beginning again to be understood.
//
// # Processes
//
// An [Engine] keeps one worker more than it uses at a time. The audio of an utterance is kept until
// it has been understood; when a worker dies, another hears the utterance from its beginning.
//
// When more is said at once than there are workers for, utterances take turns (turns.go): those that
// come live before those of files. A turn lasts until the end of the utterance, with two exceptions.
// An utterance that pauses, its audio a second behind the pace of speech, gives its turn up until more
// comes, and a file's makes room once for somebody who speaks. It is then heard again from its
// beginning, so that its words are the same.
//
// [New] starts nothing, [Engine.Run] runs the workers until its context ends, and any number of
// goroutines may call [Engine.Transcribe], and that of [Ears], meanwhile. The process must call worker.Main with
// [Name] and [Worker] in its table first thing in main.
package sphinx
