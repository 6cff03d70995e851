// Package mcp lets an agent use the tools of MCP servers (Model Context Protocol): programs that are
// started here and spoken to by their standard input and output, or servers spoken to by HTTP.
//
// cmd/visavis makes [Servers] from its configuration and gives their [Servers.Tools] to package server;
// every tool is a visavis.Tool whose Caller asks the server it came from. A server is connected to when
// it is first needed, once for all conversations, and again when the connection has been lost. A call
// that may have done something is never made twice. Everything the package starts (the programs, the
// goroutines of the SDK) has ended when [Servers.Close] returns; until then all methods may be called
// from any goroutine.
package mcp
