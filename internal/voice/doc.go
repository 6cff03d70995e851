// Package voice is what the embedded voices share: everything but the calls into their C libraries.
//
// A library runs in a worker process (package worker) as a [Synth] behind [Serve]. In the parent a
// [Speaker] implements visavis.Speaker on top of a pool of such workers: it makes text safe
// (package speakable), keeps the reply's clock, trims the pauses at the joints of clauses, and
// goes on with another worker when one dies.
//
// A worker is held only while a clause is being synthesised, not while it is played: one worker
// serves dozens of replies at once. A Speaker may be used by any number of goroutines.
package voice
