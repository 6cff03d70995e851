// Package faults holds whole conversations in which something goes wrong: a server with its chains of
// engines, the simulated vendors that it calls, and people who talk to it, all on a network in memory
// and in fake time. It has tests only; nobody imports it.
//
// # What a test looks like
//
// A [scenario] says what breaks and what the listener is told of it. All the rest is the same for
// every scenario and is checked for each: every word of the user is understood, once; an answer or a
// clear sentence is heard in time; every word of the reply is heard, and none twice but those of a
// clause that was broken off; the history holds what was heard; the next turn is as usual; no vendor
// is asked more often than it should be or in a way that it forbids; another conversation at the same
// server does not notice; and when all is over, no goroutine is left: a bubble of testing/synctest
// does not end before.
//
// # Who is who
//
//   - network_test.go: hosts that can be unreachable
//   - world_test.go: vendors, server, chains
//   - standin_test.go: the embedded engines at the end of each chain
//   - page_test.go, player_test.go: somebody who talks and listens, as the page does
//   - exchange_test.go: a question, what was heard in answer, and what must hold for it
//   - scenario_test.go: what a scenario is and how it is played
//   - ears_test.go, flux_test.go, model_test.go, voice_test.go, outage_test.go: the scenarios
//   - random_test.go: schedules of faults that nobody has thought of
//   - secrets_test.go: keys that must not come out
//
// In race builds one scenario in twelve is played.
//
// Times are those of the bubble: exact, and nothing to do with the machine's speed.
package faults
