// Package openai is a generator for language models behind the chat completions protocol: an Ollama
// on this machine, OpenAI itself, and whatever else speaks it (vLLM, llama.cpp and others).
//
// The command builds a [Generator] from a [Config]; [OllamaModels] tells it whether an Ollama is
// there. The package reads no environment: a key goes to the address it was configured with, and
// to no other.
//
// A Generator tries once. Trying again, time limits and metrics belong around it. It may be used by
// any number of conversations at once and starts no goroutine that outlives a call.
package openai
