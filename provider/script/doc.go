// Package script is a generator without a language model: a scripted persona that answers from
// examples, offline and at once.
//
// A persona is one text file (persona.txt is Vi, the built-in one; its head explains the format): a
// name, greetings, facts, and intents with example questions and replies. What a user says is
// compared with all examples by their letter trigrams; small matchers recognise what examples
// cannot enumerate: sums, names, words to spell. The same examples tell the speech recogniser what
// to expect (see [Persona.Phrases]).
//
// A [Persona] keeps nothing between calls. Who the user is, what is to be remembered, which reply
// comes next, what a "yes" answers and where an interrupted story goes on all follow from
// [visavis.Prompt].Messages, which are replayed from the first on. So it may be used by any number of conversations at once, and it
// believes what the history says was heard, not what it wrote. It starts no goroutine.
package script
