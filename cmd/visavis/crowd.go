package main

import (
	"container/list"
	"net"
	"net/http"
	"sync"
)

// crowd keeps the connections of a server that are no websockets from becoming too many. Who has waited
// longest without asking for anything leaves first, so that opening connections and sending nothing keeps
// nobody out. Where all are at work the newest leaves. Who works has a bounded time for it: the server's
// limits for headers, the routes' for bodies.
type crowd struct {
	most int

	mu      sync.Mutex                 // guards what follows
	all     map[net.Conn]*list.Element // nil: at work
	waiting *list.List                 // of net.Conn; who has waited longest is in front
}

func newCrowd(most int) *crowd {
	return &crowd{most: most, all: make(map[net.Conn]*list.Element), waiting: list.New()}
}

// changed is an http.Server's ConnState. The server calls it for different connections at once.
func (c *crowd) changed(conn net.Conn, state http.ConnState) {
	if out := c.follow(conn, state); out != nil {
		out.Close() // which ends in another call of changed
	}
}

// follow keeps the account and returns who has to leave; nil: nobody.
func (c *crowd) follow(conn net.Conn, state http.ConnState) (out net.Conn) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.rouse(conn)
	switch state {
	case http.StateNew, http.StateIdle:
		c.all[conn] = c.waiting.PushBack(conn)
	case http.StateActive:
		c.all[conn] = nil
	case http.StateHijacked, http.StateClosed:
		delete(c.all, conn)
	}
	if len(c.all) <= c.most {
		return nil
	}
	return c.evict()
}

// evict takes the one in front out of the account.
func (c *crowd) evict() net.Conn {
	front := c.waiting.Front()
	if front == nil {
		return nil
	}
	conn := front.Value.(net.Conn)
	c.waiting.Remove(front)
	delete(c.all, conn)
	return conn
}

// rouse takes a connection out of those that wait.
func (c *crowd) rouse(conn net.Conn) {
	if e := c.all[conn]; e != nil {
		c.waiting.Remove(e)
	}
}
