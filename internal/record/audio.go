package record

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"strings"
	"unicode/utf8"
)

// longestHead bounds what is looked at to find a WAV file's first sample, in bytes.
const longestHead = 512

// isAudio reports whether a body is not for reading.
func isAudio(h http.Header, body []byte) bool {
	return len(body) > 0 && (strings.HasPrefix(h.Get("Content-Type"), "audio/") || !utf8.Valid(body))
}

// note stands for audio: its length, a hash by which it is known again, and what precedes the samples.
func note(body []byte) []byte {
	n := fmt.Appendf(nil, "(audio: %d bytes, sha256 %s", len(body), fingerprint(body))
	if head := head(body); len(head) > 0 {
		n = fmt.Appendf(n, ", begins %s", base64.StdEncoding.EncodeToString(head))
	}
	return append(n, ')')
}

// fingerprint is the beginning of a hash.
func fingerprint(b []byte) string {
	sum := sha256.Sum256(b)
	return fmt.Sprintf("%x", sum[:8])
}

// head returns a WAV file up to its first sample.
func head(body []byte) []byte {
	if !bytes.HasPrefix(body, []byte("RIFF")) {
		return nil
	}
	at := bytes.Index(body[:min(len(body), longestHead)], []byte("data"))
	if at < 0 || at+8 > len(body) {
		return nil
	}
	return body[:at+8]
}

// unnote returns the body of an answer: as it is written or, where that is a note of audio, quiet of
// the same length behind the same head.
func unnote(body string) []byte {
	var size int
	if n, _ := fmt.Sscanf(body, "(audio: %d bytes,", &size); n != 1 {
		return []byte(body)
	}
	out := make([]byte, size)
	if _, code, ok := strings.Cut(body, ", begins "); ok {
		head, _ := base64.StdEncoding.DecodeString(strings.TrimRight(code, ")\n"))
		copy(out, head)
	}
	return out
}

// form writes a form part by part.
func form(body []byte, boundary string) []byte {
	var out bytes.Buffer
	for r := multipart.NewReader(bytes.NewReader(body), boundary); ; {
		part, err := r.NextPart()
		if err != nil {
			return bytes.TrimRight(out.Bytes(), "\n")
		}
		value, _ := io.ReadAll(part) // what is cut short is written as such
		if part.FileName() != "" {
			value = append([]byte(part.FileName()+" "), note(value)...)
		}
		fmt.Fprintf(&out, "%s: %s\n", part.FormName(), value)
	}
}
