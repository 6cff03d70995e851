// Package web holds the page and the avatar element as they are served, so that a user needs no
// Node: web/dist is built from the TypeScript beside it (make web) and committed. The server calls
// it; it is safe for concurrent use.
package web
