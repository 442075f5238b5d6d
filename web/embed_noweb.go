//go:build noweb

package web

import "embed"

// Dist is empty in this build.
var Dist embed.FS
