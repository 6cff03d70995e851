package wire

import (
	"fmt"
	"math"
	"net/url"
	"slices"
	"strconv"
	"strings"
)

// QueryError says which parameter of a query is wrong, and what would be right. It is fit to be shown
// to the client that sent the query.
type QueryError struct {
	Parameter string // "sample_rate"
	Value     string // as it was sent; empty when it is missing, or may be a secret
	Reason    string // "must be a whole number between 8000 and 48000"
	// Feature: the parameter is a known one and its value right, but what it asks for cannot be had
	// on this path (3: answered with status 403 rather than 400).
	Feature bool
	Code    Code // that the protocol has for it; empty: none of its own
}

func (e *QueryError) Error() string {
	if e.Value == "" {
		return e.Parameter + " " + e.Reason
	}
	return fmt.Sprintf("%s %s, not %q", e.Parameter, e.Reason, shortened(e.Value))
}

// IsFeature returns Feature, for those who cannot import this package.
func (e *QueryError) IsFeature() bool { return e.Feature }

// shortened returns the beginning of a value that a stranger has sent.
func shortened(s string) string {
	const longest = 40
	if len(s) <= longest {
		return s
	}
	return strings.ToValidUTF8(s[:longest], "") + "…"
}

// maxListed bounds how often a repeated parameter may come.
const maxListed = 500

// query reads the parameters of a query, each by its name and type, and keeps the first error. What
// nobody asks for is ignored, as the protocols want; a single-valued parameter that comes twice is
// refused.
type query struct {
	values url.Values
	err    *QueryError
}

func newQuery(values url.Values) *query { return &query{values: values} }

// failure returns the first error.
func (q *query) failure() error {
	if q.err == nil {
		return nil
	}
	return q.err
}

// refuse notes that a parameter is wrong.
func (q *query) refuse(name, value, reason string) {
	if q.err == nil {
		q.err = &QueryError{Parameter: name, Value: value, Reason: reason}
	}
}

// lacks notes that what is right, but not offered on this path, was asked for.
func (q *query) lacks(name, reason string) {
	if q.err == nil {
		q.err = &QueryError{Parameter: name, Reason: reason, Feature: true}
	}
}

func (q *query) has(name string) bool { return q.values.Has(name) }

// one returns the value of a parameter that comes at most once.
func (q *query) one(name string) (value string, given bool) {
	all := q.values[name]
	if len(all) > 1 {
		q.refuse(name, "", fmt.Sprintf("must come once, not %d times", len(all)))
	}
	if len(all) == 0 {
		return "", false
	}
	return all[0], true
}

// text returns any value but the empty one.
func (q *query) text(name, fallback string) string {
	v, given := q.one(name)
	if !given {
		return fallback
	}
	if v == "" {
		q.refuse(name, "", "must not be empty")
	}
	return v
}

// choice returns one of the allowed values.
func (q *query) choice(name, fallback string, allowed ...string) string {
	v, given := q.one(name)
	if !given {
		return fallback
	}
	if !slices.Contains(allowed, v) {
		q.refuse(name, v, "must be one of "+strings.Join(allowed, ", ")+orEmpty(v))
	}
	return v
}

// flag returns true or false, as written in lower case.
func (q *query) flag(name string) bool { return q.choice(name, "false", "true", "false") == "true" }

// integer returns a whole number within bounds.
func (q *query) integer(name string, fallback, least, most int) int {
	v, given := q.one(name)
	if !given {
		return fallback
	}
	n, err := strconv.Atoi(v)
	if err != nil || n < least || n > most {
		q.refuse(name, v, fmt.Sprintf("must be a whole number between %d and %d%s", least, most, orEmpty(v)))
		return fallback
	}
	return n
}

// number returns a number within bounds.
func (q *query) number(name string, fallback, least, most float64) float64 {
	v, given := q.one(name)
	if !given {
		return fallback
	}
	x, err := strconv.ParseFloat(v, 64)
	if err != nil || math.IsNaN(x) || x < least || x > most {
		q.refuse(name, v, fmt.Sprintf("must be a number between %g and %g%s", least, most, orEmpty(v)))
		return fallback
	}
	return x
}

// list returns the values of a parameter that may come several times.
func (q *query) list(name string) []string {
	all := q.values[name]
	switch {
	case len(all) > maxListed:
		q.refuse(name, "", fmt.Sprintf("must come at most %d times", maxListed))
		return nil
	case slices.Contains(all, ""):
		q.refuse(name, "", "must not be empty")
	}
	return slices.Clone(all)
}

// listOf returns the values of a repeated parameter, each of them one of the allowed.
func (q *query) listOf(name string, allowed ...string) []string {
	all := q.list(name)
	for _, v := range all {
		if !slices.Contains(allowed, v) {
			q.refuse(name, v, "must be one of "+strings.Join(allowed, ", "))
		}
	}
	return all
}

// orEmpty ends a reason whose value is empty and would not be shown.
func orEmpty(v string) string {
	if v == "" {
		return ", not empty"
	}
	return ""
}
