// Package outbound makes HTTP clients for addresses that a stranger has named.
//
// A client of a conversation may name a server of its own in Settings: a language model, a function's
// endpoint. Our process sits where that client does not, beside databases, routers and a cloud's
// metadata service, and must not be made to knock at their doors. [Client] returns an http.Client that
// reaches only the hosts of a [Policy], over TLS, at public addresses. What an address is gets looked
// at when the connection is made, on the address that the name has resolved to: a name that resolves
// to something else the second time gains nothing. No proxy of the environment is used, redirects are
// held to the same rules and carry no header to another host.
//
// Package server makes one for what its clients name, cmd/visavis for what its operator configured.
// Addresses of the operator's own choice may be private: [Policy.Private]. Clients and policies may be
// used by several goroutines at once; whoever makes a client closes its idle connections.
package outbound
