package web

import (
	"embed"
	"io/fs"
)

//go:embed all:dist
var dist embed.FS

// Files returns the page's files: index.html, visavis-avatar.js (the element by itself, for other
// pages) and assets/, whose names change with their content and may be cached for ever.
func Files() fs.FS {
	files, err := fs.Sub(dist, "dist")
	if err != nil {
		panic(err) // "dist" is a valid path: see the directive above
	}
	return files
}
