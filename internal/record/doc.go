// Package record keeps conversations over HTTP as text, for tests of drivers whose vendors are not at
// hand: what was said once to a vendor, or to its simulator, is compared with what is said now, and
// answered as it was answered then.
//
// A [Tape] is an http.RoundTripper. It holds no secret: of headers, only those that matter are kept,
// and the keys it is told of are taken out of everything. Requests come one after the other.
package record
