//go:build !noweb

// Package web holds the built interface inside the program.
package web

import "embed"

// Dist is the build: app/ for the team, widget/ for visitors. It is empty but
// for a mark before the first build.
//
//go:embed all:dist
var Dist embed.FS
