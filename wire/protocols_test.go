package wire

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"reflect"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// A protocol of the vendor's besides the agent's, and who decodes it.
type protocol struct {
	name           string // folder of testdata and file of source
	server, client func([]byte) (Message, error)
}

var protocols = []protocol{
	{"listen", DecodeListen, DecodeListenClient},
	{"flux", DecodeFlux, DecodeFluxClient},
	{"speak", DecodeSpeak, DecodeSpeakClient},
	{"speakv2", DecodeFluxSpeak, DecodeFluxSpeakClient},
}

func (p protocol) vectors(t testing.TB) []vector { return vectorsIn(t, "testdata/"+p.name) }

func (p protocol) decode(v vector) (Message, error) {
	if v.Direction == "client" {
		return p.client(v.Message)
	}
	return p.server(v.Message)
}

func TestProtocolsSurviveTheRoundTrip(t *testing.T) {
	for _, p := range protocols {
		for _, v := range p.vectors(t) {
			m, err := p.decode(v)
			if err != nil {
				t.Fatalf("%s/%s: %v", p.name, v.Name, err)
			}
			if diff := cmp.Diff(asJSON(t, v.Message), asJSON(t, Encode(m))); diff != "" {
				t.Errorf("%s/%s: decoding and encoding changed it (-vector +encoded):\n%s", p.name, v.Name, diff)
			}
		}
	}
}

func TestEveryMessageOfAProtocolHasAVector(t *testing.T) {
	for _, p := range protocols {
		have := map[string]bool{}
		for _, v := range p.vectors(t) {
			m, err := p.decode(v)
			if err != nil {
				t.Fatal(err)
			}
			have[m.Type()] = true
		}
		source, err := os.ReadFile(p.name + ".go")
		if err != nil {
			t.Fatal(err)
		}
		for line := range strings.Lines(string(source)) {
			typ, ok := strings.CutPrefix(strings.TrimSpace(line), `case "`)
			if typ = strings.TrimSuffix(typ, `":`); ok && !have[typ] {
				t.Errorf("%s: %s is decoded, but testdata has no vector of it", p.name, typ)
			}
		}
	}
}

// A message of the other direction is not taken for one's own, and what is unknown can be told from
// what is broken.
func TestProtocolsTellUnknownTypes(t *testing.T) {
	for _, p := range protocols {
		for _, decode := range []func([]byte) (Message, error){p.server, p.client} {
			if _, err := decode([]byte(`{"type":"Surprise"}`)); !errors.Is(err, ErrUnknownType) {
				t.Errorf("%s: error is %v, and nobody could know that the message may be ignored", p.name, err)
			}
			if _, err := decode([]byte(`{"type":3}`)); err == nil || errors.Is(err, ErrUnknownType) {
				t.Errorf("%s: error of a broken message is %v", p.name, err)
			}
		}
		for _, v := range p.vectors(t) {
			v.Direction = map[string]string{"client": "server", "server": "client"}[v.Direction]
			if m, err := p.decode(v); err == nil {
				t.Errorf("%s/%s: a %s decodes it as %s", p.name, v.Name, v.Direction, m.Type())
			}
		}
	}
}

func TestClientsMayPutSpacesIntoControlMessages(t *testing.T) {
	if m, err := DecodeListenClient([]byte("\n{ \"type\" : \"CloseStream\" } ")); err != nil || m != (CloseStream{}) {
		t.Errorf("decoded %v, %v", m, err)
	}
}

func TestConfigureTellsAbsentFromEmpty(t *testing.T) {
	for in, want := range map[string]Configure{
		`{"type":"Configure"}`:                                          {},
		`{"type":"Configure","language_hints":null}`:                    {},
		`{"type":"Configure","keyterms":[],"language_hints":["en"]}`:    {Keyterms: []string{}, LanguageHints: []string{"en"}},
		`{"type":"Configure","thresholds":{},"keyterms":["a"],"x":[1]}`: {Thresholds: &FluxThresholds{}, Keyterms: []string{"a"}},
	} {
		got, err := DecodeFluxClient([]byte(in))
		if diff := cmp.Diff(Message(want), got); diff != "" || err != nil {
			t.Errorf("%s: %v (-want +got):\n%s", in, err, diff)
		}
	}
}

func TestOlderWarningsAreRead(t *testing.T) {
	got, err := DecodeSpeak([]byte(`{"type":"Warning","warn_code":"EXCESSIVE_FLUSH","warn_msg":"Slow down."}`))
	if want := (SpeakWarning{Code: ExcessiveFlush, Description: "Slow down."}); err != nil || got != want {
		t.Errorf("decoded %+v, %v, want %+v", got, err, want)
	}
}

func TestWordIsTakenAsWritten(t *testing.T) {
	if got := (ListenWord{Word: "lights", PunctuatedWord: "lights."}).Text() + (ListenWord{Word: "on"}).Text(); got != "lights.on" {
		t.Errorf("words are %q", got)
	}
}

// bodies are the Go types of the vectors of testdata/rest, by name.
var bodies = map[string]any{
	"TranscribeURL": TranscribeURL{}, "SynthesizeText": SynthesizeText{}, "Transcription": Transcription{},
	"GrantRequest": GrantRequest{}, "Grant": Grant{}, "KeyDetails": KeyDetails{}, "Models": Models{},
	"HTTPError": HTTPError{}, "CategoryError": CategoryError{},
}

func TestBodiesSurviveTheRoundTrip(t *testing.T) {
	seen := map[string]bool{}
	for _, v := range vectorsIn(t, "testdata/rest") {
		seen[v.Direction] = true
		body := reflect.New(reflect.TypeOf(bodies[v.Direction])).Interface()
		if err := json.Unmarshal(v.Message, body); err != nil {
			t.Fatalf("%s: %v", v.Name, err)
		}
		again, err := json.Marshal(body)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(asJSON(t, v.Message), asJSON(t, again)); diff != "" {
			t.Errorf("%s: decoding and encoding changed it (-vector +encoded):\n%s", v.Name, diff)
		}
		if all := fmt.Sprintf("%v %+v %#v %s", body, body, body, body); strings.Contains(all, "secret-") {
			t.Errorf("%s shows a secret: %s", v.Name, all)
		}
	}
	if len(seen) != len(bodies) {
		t.Errorf("vectors of %v only", seen)
	}
}

func TestHTTPErrorInAnyShape(t *testing.T) {
	for name, tt := range map[string]struct {
		body string
		want HTTPError
	}{
		"code":          {`{"err_code":"INVALID_AUTH","err_msg":"Invalid credentials.","request_id":"r"}`, HTTPError{"INVALID_AUTH", "Invalid credentials.", "r"}},
		"category":      {`{"category":"INVALID_JSON","message":"Invalid JSON.","details":"byte 3","request_id":"r"}`, HTTPError{"INVALID_JSON", "Invalid JSON.: byte 3", "r"}},
		"details alone": {`{"category":"X","details":"byte 3"}`, HTTPError{"X", "byte 3", ""}},
		"text":          {" upstream\n\tis away ", HTTPError{Message: "upstream is away"}},
		"empty":         {"", HTTPError{}},
		"binary":        {"\xff\xfe\x00", HTTPError{}},
		"a number":      {"7", HTTPError{Message: "7"}},
		"null":          {"null", HTTPError{Message: "null"}},
		"other members": {`{"error":"x"}`, HTTPError{}},
		"wrong types":   {`{"err_code":3}`, HTTPError{Message: `{"err_code":3}`}},
	} {
		if diff := cmp.Diff(tt.want, DecodeHTTPError([]byte(tt.body))); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
	if got := DecodeHTTPError([]byte(strings.Repeat("€", 5000))); len(got.Message) > maxPlainError+3 {
		t.Errorf("%d bytes are made of a page", len(got.Message))
	}
}

func FuzzDecodeListen(f *testing.F)  { fuzzProtocol(f, protocols[0]) }
func FuzzDecodeFlux(f *testing.F)    { fuzzProtocol(f, protocols[1]) }
func FuzzDecodeSpeak(f *testing.F)   { fuzzProtocol(f, protocols[2]) }
func FuzzDecodeSpeakV2(f *testing.F) { fuzzProtocol(f, protocols[3]) }

func FuzzDecodeHTTPError(f *testing.F) {
	for _, v := range vectorsIn(f, "testdata/rest") {
		f.Add([]byte(v.Message))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		e := DecodeHTTPError(b)
		if _, err := json.Marshal(e); err != nil {
			t.Error(err)
		}
	})
}

// fuzzProtocol fuzzes the decoders of both directions.
func fuzzProtocol(f *testing.F, p protocol) {
	for _, v := range p.vectors(f) {
		f.Add([]byte(v.Message))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		checkDecoder(t, p.server, b)
		checkDecoder(t, p.client, b)
	})
}

// checkDecoder holds that decoding never panics, that its errors are typed, and that what was
// decoded is the same after another trip over the wire.
func checkDecoder(t *testing.T, decode func([]byte) (Message, error), b []byte) {
	t.Helper()
	m, err := decode(b)
	if err != nil {
		if de := new(DecodeError); !errors.As(err, &de) {
			t.Fatalf("error %v is not a *DecodeError", err)
		}
		return
	}
	once := Encode(m)
	again, err := decode(once)
	if err != nil {
		t.Fatalf("%s was decoded, but not %s, its encoding: %v", b, once, err)
	}
	if twice := Encode(again); string(once) != string(twice) {
		t.Errorf("encoding is not stable:\n%s\n%s", once, twice)
	}
}
