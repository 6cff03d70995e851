// Package vendor is what the drivers of vendors reached by HTTP have in common: turning refusals
// into errors of package visavis, keeping the key out of all that is said, and keeping a connection
// warm. It knows no vendor.
//
// A Service is plain data. A Warmth may be used by any number of goroutines at once.
package vendor
