// Command crowd measures what a visavis server costs: how long it takes to start, and how much
// memory and processor time each of many conversations needs whose microphones are open while
// nobody speaks.
//
//	make build && go run ./bench/crowd -n 100
//
// It starts bin/visavis by itself and reads /proc, so it needs Linux.
package main
