//go:build !noweb

// Package web carries the built interface inside the binary. Dist holds the
// folder dist: app/ is the team's interface, with hashed assets and index.html.
// Build with the tag noweb to leave it out.
package web

import "embed"

// Dist is the built interface, rooted at "dist".
//
//go:embed all:dist
var Dist embed.FS
