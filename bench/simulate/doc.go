// Command simulate serves the simulated vendors of bench/vendors, Deepgram, OpenAI, Gemini and
// Anthropic, on ports of this machine, for whoever works on visavis and has no key at hand. It prints
// the environment in which visavis uses them, a variable a line:
//
//	go run ./bench/simulate >simulated.env &
//	env $(cat simulated.env) bin/visavis serve
//
// visavis itself knows no difference, but for the doctor, which has nova-3 hear real speech. The simulated ears understand no human speech, but a code
// in which letters are tones, which their voices speak:
//
//	go run ./bench/simulate -say "what is the time" -o question.wav
//	go run ./bench/simulate -read answer.wav
//
// A browser's noise suppression may spoil the code. With -hears, once for each sentence, the ears
// understand these in turn, whatever is said. The models repeat what they are told, or call the first
// function that they are given.
//
// What can go wrong with a vendor is tried with -fault VENDOR/PATH=TROUBLE, which every call of the
// path suffers, or of the whole vendor where no path is named. TROUBLE is a status with which the call is
// refused, or drop or stall, at once or, with @N, in the word after the Nth:
//
//	go run ./bench/simulate -fault deepgram/v1/listen=401 -fault openai=500 -fault deepgram/v1/speak=drop@3
//
// The simulators are strict: what a client does that it must not is printed at the end, which comes
// with an interrupt, and the exit status is 1. SIMULATE_STATUS is an address that tells of it, and of
// all calls, at any time, as JSON. A fault that is sent there with POST, in the form of the flag, is in
// force from then on.
package main
