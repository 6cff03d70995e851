package main

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"time"

	"github.com/visavis/visavis/internal/access"
	"github.com/visavis/visavis/internal/vendor"
	"github.com/visavis/visavis/wire"
)

func tokenCommand() command {
	return command{
		name: "token", args: "[-ttl 10m] [-server URL] | new NAME", summary: "make a temporary token, or an API key",
		help: `
Asks a running visavis for a temporary token and prints it: for a web page, a visitor, or whoever
shall have no key. The API key is taken from VISAVIS_API_KEY, in the environment or .env.

'visavis token new NAME' makes an API key. It prints the key, which is kept nowhere, and the line with
its hash for visavis.yaml, by which the server will know it. docs/access.md tells more.`,
		run: runToken,
	}
}

// apiKeyVariable holds the API key with which the command asks for tokens.
const apiKeyVariable = "VISAVIS_API_KEY"

// grantTimeout is how long a server may take to make a token.
const grantTimeout = 10 * time.Second

func runToken(ctx context.Context, t terminal, fs *flag.FlagSet, args []string) error {
	ttl := fs.Duration("ttl", access.DefaultTTL, "how long the token is good for, 1s to 1h")
	server := fs.String("server", "", "the `address` of the server (default: the one that visavis.yaml tells it to listen on)")
	file := configFlag(fs)
	rest, err := parse(fs, args)
	switch {
	case err != nil:
		return err
	case len(rest) == 2 && rest[0] == "new":
		return newKey(t, fs, rest[1])
	case len(rest) > 0:
		return misuse(t, fs, "write 'visavis token' alone, or 'visavis token new NAME' with a name for the key")
	case *ttl < access.MinTTL || *ttl > access.MaxTTL:
		return misuse(t, fs, "-ttl must be 1s to 1h")
	}
	env, err := readEnviron(t.lookup, t.dir)
	if err != nil {
		return err
	}
	cfg, err := t.readConfig(*file)
	if err != nil {
		return err
	}
	token, err := askForToken(ctx, cmp.Or(*server, ownServer(cfg.Addr)), env.get(apiKeyVariable), *ttl)
	if err != nil {
		return err
	}
	fmt.Fprintln(t.out, token)
	return nil
}

// newKey makes an API key. Only the key is standard output, so that a script can keep it.
func newKey(t terminal, fs *flag.FlagSet, name string) error {
	if !plainName.MatchString(name) {
		return misuse(t, fs, "a key's name is lower case letters, digits, - and _")
	}
	text, key := access.NewKey(name)
	fmt.Fprintln(t.err, "The key, which is shown this once:")
	fmt.Fprintln(t.out, text)
	fmt.Fprintf(t.err, "For %s, where only its hash is kept:\n\nkeys:\n  %s: %q\n", configName, name, key.Text())
	return nil
}

// ownServer is where a server of this machine is that listens on an address.
func ownServer(addr string) string {
	host, port, err := net.SplitHostPort(cmp.Or(addr, defaultAddr))
	if err != nil {
		return "http://" + addr
	}
	if ip := net.ParseIP(host); host == "" || ip != nil && ip.IsUnspecified() {
		host = "localhost"
	}
	return "http://" + net.JoinHostPort(host, port)
}

// askForToken has a server grant a token.
func askForToken(ctx context.Context, server, key string, ttl time.Duration) (string, error) {
	base, err := url.Parse(server)
	if err != nil || base.Host == "" || base.Scheme != "http" && base.Scheme != "https" {
		return "", errors.New("-server must be an address such as http://localhost:8080")
	}
	ctx, cancel := context.WithTimeout(ctx, grantTimeout)
	defer cancel()
	seconds := ttl.Seconds()
	body, err := json.Marshal(wire.GrantRequest{TTLSeconds: &seconds})
	if err != nil {
		return "", err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, base.JoinPath("v1/auth/grant").String(), bytes.NewReader(body))
	if err != nil {
		return "", err
	}
	req.Header.Set("Content-Type", "application/json")
	if key != "" {
		req.Header.Set("Authorization", "Token "+key)
	}
	// A client of its own: a redirect would take the key elsewhere.
	client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	defer client.CloseIdleConnections()
	resp, err := client.Do(req)
	if err != nil {
		return "", fmt.Errorf("%w (is it running? -server names another address)", err)
	}
	defer resp.Body.Close()
	return readGrant(resp, key)
}

// readGrant reads a server's answer.
func readGrant(resp *http.Response, key string) (string, error) {
	body, err := io.ReadAll(io.LimitReader(resp.Body, 64<<10))
	if err != nil {
		return "", fmt.Errorf("read the answer: %w", err)
	}
	if resp.StatusCode == http.StatusUnauthorized && key == "" {
		return "", fmt.Errorf("the server wants a key: set %s in the environment or .env", apiKeyVariable)
	}
	if resp.StatusCode != http.StatusOK {
		return "", fmt.Errorf("the server grants no token: %s %s", resp.Status, vendor.Redact(wire.DecodeHTTPError(body).Message, key))
	}
	var g wire.Grant
	if json.Unmarshal(body, &g) != nil || g.AccessToken == "" {
		return "", errors.New("the server's answer holds no token: is it visavis?")
	}
	return g.AccessToken, nil
}
