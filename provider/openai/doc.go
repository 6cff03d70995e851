// Package openai is a generator for language models behind OpenAI's Chat Completions: OpenAI itself,
// an Ollama on this machine, and whatever else speaks it (vLLM, llama.cpp, LM Studio, gateways).
//
// Chat Completions and not the newer Responses, because that is what all those servers have in
// common, and because what Responses adds (conversations kept at the vendor's, reasoning carried from
// turn to turn) is of no use here: the history is what was heard, and reasoning costs time that
// somebody who waits for a voice does not have. The price: the largest reasoning models, gpt-6-astra and gpt-6.1-sol, call no functions here,
// and those from gpt-5.4 on call them without reasoning.
//
// It also has [Ears] and a [Voice] for OpenAI's audio API and those who speak it (Speaches,
// Kokoro-FastAPI).
//
// The command builds a [Generator] from a [Config]; [OllamaModels] tells it whether an Ollama is
// there. The package reads no environment: a key goes to the address it was configured with, and
// to no other.
//
// All of them try once. Trying again, time limits and metrics belong around them. They may be used by
// any number of conversations at once and start no goroutine that outlives a call.
package openai
