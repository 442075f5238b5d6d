package mail

import (
	"path"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// maxNameBytes keeps names within what file systems accept.
const maxNameBytes = 200

// CleanName makes a sender's file name safe to show and to save as (ATK-02). It
// is normalised first and checked after: no path, no control, invisible or
// direction-changing characters, no leading dot, at most 200 bytes with the
// extension kept. The result is "" when nothing is left.
func CleanName(s string) string {
	s = norm.NFC.String(strings.ToValidUTF8(s, ""))
	if i := strings.LastIndexAny(s, `/\`); i >= 0 {
		s = s[i+1:]
	}
	s = strings.Map(func(r rune) rune {
		switch {
		case invisible(r):
			return -1
		case unicode.IsSpace(r):
			return ' '
		case strings.ContainsRune(`<>:"|?*`, r):
			return '_'
		}
		return r
	}, s)
	s = strings.Trim(strings.TrimLeft(s, ". "), " ")
	s = strings.TrimRight(s, ". ")
	return shortenName(s)
}

func shortenName(s string) string {
	if len(s) <= maxNameBytes {
		return s
	}
	ext := path.Ext(s)
	if len(ext) > 20 {
		ext = ""
	}
	stem := s[:maxNameBytes-len(ext)]
	for !utf8.ValidString(stem) {
		stem = stem[:len(stem)-1]
	}
	return stem + ext
}

// CleanLine makes a stranger's subject or name fit to stand in one line: control
// characters and those that turn the direction of writing are removed, white
// space is one space.
func CleanLine(s string) string {
	s = strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case unicode.IsControl(r), turnsDirection(r), r == 0xfeff:
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, "\uFFFD"))
	return strings.Join(strings.Fields(s), " ")
}

// invisible covers what can hide in a name: controls, formats (zero width
// characters, direction marks), separators, unassigned and private characters.
func invisible(r rune) bool {
	return unicode.IsControl(r) || unicode.Is(unicode.Cf, r) || unicode.Is(unicode.Zl, r) || unicode.Is(unicode.Zp, r) ||
		unicode.Is(unicode.Co, r) || r == utf8.RuneError || r == 0x034f || r == 0x115f || r == 0x1160 || r == 0x3164 || r == 0xffa0 ||
		unicode.Is(unicode.Variation_Selector, r)
}

func turnsDirection(r rune) bool {
	return r == 0x061c || r == 0x200e || r == 0x200f || r >= 0x202a && r <= 0x202e || r >= 0x2066 && r <= 0x2069
}

// attachmentName gives every attachment a name, made from its type if the
// sender gave none that survives cleaning.
func attachmentName(name, contentType string) string {
	if name = CleanName(name); name != "" {
		return name
	}
	return "attachment" + extension(contentType)
}

// extension is a fixed table first, so that names do not depend on the machine.
func extension(contentType string) string {
	switch contentType {
	case "text/plain":
		return ".txt"
	case "text/html":
		return ".html"
	case "text/calendar":
		return ".ics"
	case "text/vcard", "text/x-vcard", "text/directory":
		return ".vcf"
	case "text/csv":
		return ".csv"
	case "image/jpeg", "image/jpg":
		return ".jpg"
	case "image/png":
		return ".png"
	case "image/gif":
		return ".gif"
	case "image/bmp":
		return ".bmp"
	case "image/tiff":
		return ".tif"
	case "image/svg+xml":
		return ".svg"
	case "application/pdf":
		return ".pdf"
	case "application/zip":
		return ".zip"
	case "application/msword":
		return ".doc"
	case "application/pgp-signature", "application/pgp-encrypted":
		return ".asc"
	case "application/pkcs7-signature", "application/x-pkcs7-signature":
		return ".p7s"
	case "application/pkcs7-mime", "application/x-pkcs7-mime":
		return ".p7m"
	case "message/rfc822", "message/global":
		return ".eml"
	case "message/delivery-status", "text/rfc822-headers", "message/disposition-notification":
		return ".txt"
	}
	return ".bin"
}
