package vendors

import (
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strconv"
)

// rule says whether a query parameter may have a value.
type rule func(value string) bool

func anything(string) bool      { return true }
func notEmpty(v string) bool    { return v != "" }
func boolean(v string) bool     { return v == "true" || v == "false" }
func unsupported(v string) bool { return false }

func oneOf(values ...string) rule {
	return func(v string) bool { return slices.Contains(values, v) }
}

func integer(least, most int) rule {
	return func(v string) bool {
		n, err := strconv.Atoi(v)
		return err == nil && n >= least && n <= most
	}
}

func number(least, most float64) rule {
	return func(v string) bool {
		n, err := strconv.ParseFloat(v, 64)
		return err == nil && n >= least && n <= most
	}
}

func either(rules ...rule) rule {
	return func(v string) bool { return slices.ContainsFunc(rules, func(r rule) bool { return r(v) }) }
}

// lists are the parameters that may come more than once.
func lists() []string {
	return []string{"keyterm", "keywords", "redact", "replace", "search", "extra", "tag", "language_hint"}
}

// refusal is why a query is not accepted.
type refusal struct {
	status        int
	code, message string
}

func badValue(name, value string) *refusal {
	return &refusal{http.StatusBadRequest, "INVALID_QUERY_PARAMETER", "Invalid query parameter: " + name + "=" + value + "."}
}

func badQuery(message string) *refusal {
	return &refusal{http.StatusBadRequest, "Bad Request", message}
}

// notSimulated is the refusal of what the vendor can do and the simulator cannot.
func notSimulated() *refusal {
	return &refusal{http.StatusNotImplemented, "simulator", "This is not simulated."}
}

// query checks the parameters of a call: each by its rule, then all of them by check. Parameters that
// are not known are ignored, which is not documented, and recorded. A nil result means that the call
// was answered.
func (c *deepgramCall) query(rules map[string]rule, check func(url.Values) *refusal) url.Values {
	q, err := url.ParseQuery(c.r.URL.RawQuery)
	r := badQuery("Invalid query string.")
	if err == nil {
		if r = c.values(q, rules); r == nil {
			r = check(q)
		}
	}
	if r == nil {
		return q
	}
	rule := "query"
	if r.status == http.StatusNotImplemented {
		rule = "simulator"
	}
	c.violate(rule, "%s", r.message)
	c.fail(r.status, r.code, r.message)
	return nil
}

// values checks each parameter by its rule.
func (c *deepgramCall) values(q url.Values, rules map[string]rule) *refusal {
	for name, values := range q {
		may, known := rules[name]
		if !known {
			c.violate("query", "there is no parameter %s", name)
			continue
		}
		if len(values) > 1 && !slices.Contains(lists(), name) {
			c.violate("query", "%s comes %d times", name, len(values))
		}
		for _, v := range values {
			if !may(v) {
				return badValue(name, v)
			}
		}
	}
	return nil
}

// model patterns, section 1 and 4.1 of the protocol.
var (
	novaModel  = regexp.MustCompile(`^(nova-3(-general|-medical)?|nova-2(-[a-z]+)?|nova(-general|-phonecall|-medical)?|enhanced(-[a-z]+)?|base(-[a-z]+)?)$`)
	fluxModel  = regexp.MustCompile(`^flux-general-(en|multi)$`)
	auraModel  = regexp.MustCompile(`^(aura-[a-z]+-en|aura-2-[a-z]+-(en|es|de|nl|fr|it|ja))$`)
	nova3Model = regexp.MustCompile(`^nova-3`)
)

// noModel is the refusal of a model that is unknown, or of another path.
func noModel(model string) *refusal {
	return badQuery("Bad Request: No such model/language/tier combination found: " + model + ".")
}

// rawAudio checks that encoding and sample rate come together.
func rawAudio(q url.Values) *refusal {
	switch {
	case q.Has("encoding") && !q.Has("sample_rate"):
		return badQuery("encoding " + q.Get("encoding") + " requires sample_rate.")
	case q.Has("sample_rate") && !q.Has("encoding"):
		return badQuery("sample_rate requires encoding.")
	}
	return nil
}

// noCheck is for queries whose parameters have nothing to do with each other.
func noCheck(url.Values) *refusal { return nil }
