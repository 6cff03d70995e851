package faults

import (
	"context"
	"net"
	"net/http"
	"sync"

	"github.com/visavis/visavis/internal/pipenet"
)

// network is a network in memory with hosts by name.
type network struct {
	mu    sync.Mutex // guards what follows
	hosts map[string]*pipenet.Listener
	lost  map[string]bool
	conns map[string][]net.Conn // that were opened, by host
}

func newNetwork() *network {
	return &network{hosts: map[string]*pipenet.Listener{}, lost: map[string]bool{}, conns: map[string][]net.Conn{}}
}

// serve starts a host; the result stops it and waits for that.
func (n *network) serve(host string, h http.Handler) (stop func()) {
	l := pipenet.Listen()
	n.mu.Lock()
	n.hosts[host] = l
	n.mu.Unlock()
	srv := &http.Server{Handler: h}
	served := make(chan struct{})
	go func() {
		defer close(served)
		srv.Serve(l)
	}()
	return func() {
		srv.Close()
		<-served
	}
}

// lose makes the names of hosts unknown; connections that are open stay.
func (n *network) lose(hosts ...string) { n.setLost(true, hosts) }

// find makes them known again.
func (n *network) find(hosts ...string) { n.setLost(false, hosts) }

func (n *network) setLost(lost bool, hosts []string) {
	n.mu.Lock()
	defer n.mu.Unlock()
	for _, h := range hosts {
		n.lost[h] = lost
	}
}

// client returns an HTTP client as one outside of tests is: connections are kept and used again.
func (n *network) client() *http.Client {
	return &http.Client{Transport: &http.Transport{DialContext: n.dial}}
}

func (n *network) dial(ctx context.Context, _, address string) (net.Conn, error) {
	host, _, err := net.SplitHostPort(address)
	if err != nil {
		return nil, err
	}
	n.mu.Lock()
	l, lost := n.hosts[host], n.lost[host]
	n.mu.Unlock()
	if l == nil || lost {
		return nil, &net.OpError{Op: "dial", Net: "tcp", Err: &net.DNSError{Err: "no such host", Name: host, IsNotFound: true}}
	}
	conn, err := l.Dial(ctx)
	if err == nil {
		n.mu.Lock()
		n.conns[host] = append(n.conns[host], conn)
		n.mu.Unlock()
	}
	return conn, err
}

// cut breaks the connections to a host.
func (n *network) cut(host string) {
	n.mu.Lock()
	defer n.mu.Unlock()
	for _, c := range n.conns[host] {
		c.Close()
	}
	n.conns[host] = nil
}
