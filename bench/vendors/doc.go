// Package vendors simulates the vendors' servers, strictly: each simulator is an [http.Handler] that
// speaks a vendor's protocol as documented, keeps its limits and closing behaviour, and writes down
// everything a client does that it should not.
//
// Tests run them inside testing/synctest bubbles over internal/pipenet; benchmarks serve them on a
// real listener. A simulator's zero value works; its exported fields are set before it serves and not
// changed afterwards. Its methods may be called at any time, from any goroutine.
//
// # What all simulators share
//
// Each embeds a [Vendor]:
//
//   - [Latency] and [Pace] set how long the vendor takes, stage by stage, drawn from a seed, so that a
//     run can be repeated.
//   - [Vendor.Inject] puts a [Fault] in line: the next call of that path suffers it.
//   - [Vendor.Violations] is what clients did wrong, politely answered or not. A test ends with
//     failing if there are any.
//   - [Vendor.Requests] and [Vendor.Open] count calls, for tests that there is no retry inside a retry
//     and no connection left.
//
// # Speech without a voice
//
// The simulated ears and voices share a code in which a letter is a sound of 1/15 s: [Utterance]
// makes audio that sounds like a voice to a turn detector and holds its text, [Words] reads it back.
// What never arrives is missing from the transcript, what is sent twice is heard twice, and a test
// can say from PCM alone which words were spoken.
//
// # Inside
//
// A handler begins with Vendor.open, which does what a fault has in store for the beginning, and
// continues with the call it returns: call.refuse, call.violate, and a [stream] for bodies that come
// in pieces (server-sent events, audio), or a socket. Both do the rest of the fault by themselves.
package vendors
