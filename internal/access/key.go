package access

import (
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"strings"
)

// KeyPrefix begins every key, so that people and scanners for lost secrets know one.
const KeyPrefix = "vv_"

// hashPrefix names the hash in a configuration.
const hashPrefix = "sha256:"

// Key is an API key as the server knows it.
type Key struct {
	Name string // for people: whose it is
	// Hash is the key's SHA-256. A slow hash protects what people think up; a key is 256 random bits,
	// which nobody guesses however fast he hashes, and it is hashed with every request.
	Hash [sha256.Size]byte
}

// NewKey makes a key. Its text is shown to whoever will use it, and kept nowhere.
func NewKey(name string) (text string, key Key) {
	var b [32]byte
	rand.Read(b[:])
	// Letters, digits, - and _ alone: a key travels as a header, as a subprotocol and in a form.
	text = KeyPrefix + base64.RawURLEncoding.EncodeToString(b[:])
	return text, Key{Name: name, Hash: sha256.Sum256([]byte(text))}
}

// ParseKey reads a key's hash from a configuration. Its error does not quote it: it may be the key.
func ParseKey(name, hash string) (Key, error) {
	digits, ok := strings.CutPrefix(hash, hashPrefix)
	b, err := hex.DecodeString(digits)
	if !ok || err != nil || len(b) != sha256.Size {
		return Key{}, errors.New(`must be "sha256:" and 64 hexadecimal digits, never the key itself: visavis token new makes a key and the line with its hash`)
	}
	return Key{Name: name, Hash: [sha256.Size]byte(b)}, nil
}

// Text is what ParseKey reads.
func (k Key) Text() string { return hashPrefix + hex.EncodeToString(k.Hash[:]) }

// id is how tokens name the key that they were granted for. A key of the same name that replaces it
// has another.
func (k Key) id() string { return hex.EncodeToString(k.Hash[:8]) }

// keyring is all keys.
type keyring []Key

// find returns the key with a text. It takes the same time whether or not there is one, and which.
func (all keyring) find(text string) (Key, bool) {
	hash := sha256.Sum256([]byte(text))
	found := -1
	for i := range all {
		same := subtle.ConstantTimeCompare(all[i].Hash[:], hash[:])
		found = subtle.ConstantTimeSelect(same, i, found)
	}
	if found < 0 {
		return Key{}, false
	}
	return all[found], true
}

// byID returns the key that a token names. The token's signature is looked at before.
func (all keyring) byID(id string) (Key, bool) {
	for _, k := range all {
		if k.id() == id {
			return k, true
		}
	}
	return Key{}, false
}
