//go:build !noweb

// Package web carries the built interface inside the binary. Dist holds the
// folder dist: app/ is the team's interface, with hashed assets and index.html;
// widget/ is the visitor's chat: loader.js, in which whoever serves it puts the
// portal's number for __PARLEY_PORTAL__ and Parley's address (without a slash
// at its end) for __PARLEY_BASE__, the pages frame.html and preview.html,
// and hashed assets, all of them to be found under /chat/.
// Build with the tag noweb to leave it out.
package web

import "embed"

// Dist is the built interface, rooted at "dist".
//
//go:embed all:dist
var Dist embed.FS
