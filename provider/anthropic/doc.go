// Package anthropic is a generator for Anthropic's Claude models, by its Messages API and official
// SDK.
//
// The command builds a [Generator] from a [Config]. The package reads no environment and no
// configuration of the SDK's: a key goes to the address it was configured with, and to no other.
//
// A conversation is told as it was heard, not as the model wrote it. So what a model thought before
// it called a function is not told back to it: such thoughts are sealed together with the exact words
// around them. It thinks afresh, or, as is usual here, not at all.
//
// A Generator tries once. Trying again, time limits and metrics belong around it. It may be used by
// any number of conversations at once and starts no goroutine that outlives a call.
package anthropic
