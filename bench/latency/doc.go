// Command latency measures how long a visavis server takes from the end of the user's speech to the
// first sample of its reply. It speaks questions, made by an embedded voice, in real time into the
// agent websocket and prints percentiles stage by stage.
//
//	go run ./bench/latency            # starts bin/visavis by itself
//	go run ./bench/latency -url http://localhost:8080
//
// The stages are the server's own account (VisavisLatency). "end to end" is what the client
// measured: from when the last audible sample of the question was spoken to the first byte of the
// reply. The exit status is 1 when orchestration takes 5 ms or more at p50.
package main
