package wire

import (
	"errors"
	"math"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestParseFluxQuery(t *testing.T) {
	for name, tt := range map[string]struct {
		query string
		want  FluxQuery
	}{
		"defaults": {"model=flux-general-en", FluxQuery{
			Model: "flux-general-en", Turns: FluxRules{EOT: 0.7, Timeout: 5 * time.Second},
		}},
		"all": {"model=flux-general-multi&encoding=mulaw&sample_rate=8000&eot_threshold=0.9&eager_eot_threshold=0.4" +
			"&eot_timeout_ms=900&keyterm=a+b&keyterm=c&language_hint=en&language_hint=es&numerals=true" +
			"&profanity_filter=true&redact=numbers&mip_opt_out=true&tag=x&tag=y", FluxQuery{
			Model: "flux-general-multi", Encoding: "mulaw", SampleRate: 8000,
			Turns:    FluxRules{EOT: 0.9, Eager: 0.4, Timeout: 900 * time.Millisecond},
			Keyterms: []string{"a b", "c"}, LanguageHints: []string{"en", "es"}, Numerals: true,
			ProfanityFilter: true, Redact: []string{"numbers"}, Tags: []string{"x", "y"},
		}},
		"options of v1 and unknown ones": {"model=sphinx&punctuate=maybe&endpointing=x&channels=7&new=1", FluxQuery{
			Model: "sphinx", Turns: FluxRules{EOT: 0.7, Timeout: 5 * time.Second},
		}},
		"bounds": {"model=m&eot_threshold=1.0&eager_eot_threshold=0.90&eot_timeout_ms=60000", FluxQuery{
			Model: "m", Turns: FluxRules{EOT: 1, Eager: 0.9, Timeout: time.Minute},
		}},
	} {
		t.Run(name, func(t *testing.T) {
			values, err := url.ParseQuery(tt.query)
			if err != nil {
				t.Fatal(err)
			}
			got, err := ParseFluxQuery(values)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("query (-want +got):\n%s", diff)
			}
		})
	}
}

func TestParseFluxQueryRefuses(t *testing.T) {
	for query, parameter := range map[string]string{
		"":       "model",
		"model=": "model",
		"model=flux-general-en&model=flux-general-en": "model",
		"model=nova-3":                                        "model",
		"model=aura-2-asteria-en":                             "model",
		"model=base":                                          "model",
		"model=m&encoding=mp3":                                "encoding",
		"model=m&encoding=linear16":                           "sample_rate",
		"model=m&encoding=linear16&sample_rate=0":             "sample_rate",
		"model=m&encoding=linear16&sample_rate=16k":           "sample_rate",
		"model=m&eot_threshold=0.49":                          "eot_threshold",
		"model=m&eot_threshold=1.01":                          "eot_threshold",
		"model=m&eot_threshold=NaN":                           "eot_threshold",
		"model=m&eot_threshold=":                              "eot_threshold",
		"model=m&eot_threshold=0.5&eot_threshold=0.6":         "eot_threshold",
		"model=m&eager_eot_threshold=0.2":                     "eager_eot_threshold",
		"model=m&eager_eot_threshold=":                        "eager_eot_threshold",
		"model=m&eager_eot_threshold=0.8":                     "eager_eot_threshold",
		"model=m&eot_threshold=0.95&eager_eot_threshold=0.91": "eager_eot_threshold",
		"model=m&eot_timeout_ms=499":                          "eot_timeout_ms",
		"model=m&eot_timeout_ms=60001":                        "eot_timeout_ms",
		"model=m&eot_timeout_ms=1.5":                          "eot_timeout_ms",
		"model=m&keyterm=":                                    "keyterm",
		"model=m" + strings.Repeat("&keyterm=x", 101):         "keyterm",
		"model=m&keyterm=" + strings.Repeat("x", 201):         "keyterm",
		"model=m" + strings.Repeat("&language_hint=en", 101):  "language_hint",
		"model=flux-general-en&language_hint=en":              "language_hint",
		"model=flux-general-multi&language_hint=":             "language_hint",
		"model=m&numerals=yes":                                "numerals",
		"model=m&redact=pci":                                  "redact",
		"model=m&profanity_filter=TRUE":                       "profanity_filter",
		"model=m&mip_opt_out=1":                               "mip_opt_out",
	} {
		values, err := url.ParseQuery(query)
		if err != nil {
			t.Fatal(err)
		}
		_, err = ParseFluxQuery(values)
		var wrong *QueryError
		if !errors.As(err, &wrong) || wrong.Parameter != parameter {
			t.Errorf("%.80q is refused with %v, want a QueryError of %s", query, err, parameter)
		}
	}
}

func TestFluxRulesWith(t *testing.T) {
	base := FluxRules{EOT: 0.7, Eager: 0.4, Timeout: 5 * time.Second}
	number := func(x float64) *float64 { return &x }
	ms := func(n int) *int { return &n }
	for name, tt := range map[string]struct {
		change *FluxThresholds
		want   FluxRules
		wrong  string
	}{
		"nothing":            {nil, base, ""},
		"one":                {&FluxThresholds{EOT: number(0.9)}, FluxRules{EOT: 0.9, Eager: 0.4, Timeout: 5 * time.Second}, ""},
		"all":                {&FluxThresholds{number(1), number(0.3), ms(500)}, FluxRules{EOT: 1, Eager: 0.3, Timeout: 500 * time.Millisecond}, ""},
		"eager above eot":    {&FluxThresholds{EagerEOT: number(0.8)}, base, "eager_eot_threshold"},
		"eager none":         {&FluxThresholds{EagerEOT: number(0)}, base, "eager_eot_threshold"},
		"eot too low":        {&FluxThresholds{EOT: number(0.1)}, base, "eot_threshold"},
		"timeout too long":   {&FluxThresholds{TimeoutMS: ms(math.MaxInt)}, base, "eot_timeout_ms"},
		"timeout far below":  {&FluxThresholds{TimeoutMS: ms(math.MinInt)}, base, "eot_timeout_ms"},
		"one of three wrong": {&FluxThresholds{number(0.9), number(0.5), ms(1)}, base, "eot_timeout_ms"},
	} {
		got, err := base.With(tt.change)
		var wrong *QueryError
		if errors.As(err, &wrong); (err != nil) != (tt.wrong != "") || err != nil && wrong.Parameter != tt.wrong {
			t.Errorf("%s: error %v, want one of %q", name, err, tt.wrong)
		}
		if err == nil && got != tt.want {
			t.Errorf("%s: %+v, want %+v", name, got, tt.want)
		}
	}
}

// FuzzParseFluxQuery: any query is refused, or gives rules that are within their bounds.
func FuzzParseFluxQuery(f *testing.F) {
	f.Add("model=flux-general-en&encoding=linear16&sample_rate=16000&eot_threshold=0.8")
	f.Add("model=flux-general-multi&eager_eot_threshold=1e-1&language_hint=en&keyterm=%ff")
	f.Fuzz(func(t *testing.T, query string) {
		values, err := url.ParseQuery(query)
		if err != nil {
			return
		}
		q, err := ParseFluxQuery(values)
		if err != nil {
			if _, ok := errors.AsType[*QueryError](err); !ok {
				t.Fatalf("the error is %T", err)
			}
			return
		}
		if err := q.Turns.check(q.Turns.Eager != 0); err != nil || q.Model == "" || slices.Contains(q.Keyterms, "") {
			t.Fatalf("%+v was taken: %v", q, err)
		}
		if again, err := q.Turns.With(q.Turns.Thresholds()); err != nil || again != q.Turns {
			t.Fatalf("its own thresholds give %+v, %v", again, err)
		}
	})
}
