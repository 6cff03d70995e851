// Package vendortest checks drivers of language models against the simulators of their vendors: that
// a driver tries once, reports every fault as what it is, streams, keeps its connection warm, lets
// go when it is told to, and never shows its key. The tests of provider/openai, gemini and anthropic
// call it.
//
// All of it runs over an in-memory network, and what takes time in bubbles of testing/synctest.
package vendortest
