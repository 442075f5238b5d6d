package parley

import (
	"path"
	"slices"
	"strings"
)

// MaxChatFile is the largest file of a chat, either way, in bytes (CHAT-15).
const MaxChatFile = 20 << 20

// programs are the ends of names by which systems run a file, or show it with
// scripts.
var programs = strings.Fields(`.exe .com .bat .cmd .scr .pif .msi .msp .cpl .dll .sys .jar .js .jse .mjs .vbs .vbe .wsf .wsh .ps1 .psm1 .sh .bash .command
	.app .dmg .pkg .deb .rpm .apk .ipa .appimage .hta .lnk .url .reg .inf .gadget .iso .img .html .htm .xhtml .svg .xml .swf`)

// RunsByName reports whether some system runs a file by its name.
func RunsByName(name string) bool {
	return slices.Contains(programs, strings.ToLower(path.Ext(strings.TrimRight(name, ". "))))
}
