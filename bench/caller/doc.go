// Package caller is somebody who talks to a visavis server in real time and measures how it
// answers: the client half of the benches. A [Caller] belongs to one goroutine.
package caller
