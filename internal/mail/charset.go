package mail

import (
	"bytes"
	"io"
	"strings"
	"unicode/utf8"

	"github.com/emersion/go-message/charset"
)

// charsetAliases maps names seen in the wild to names the registry knows.
var charsetAliases = map[string]string{
	"utf8": "utf-8", "unicode": "utf-8", "x-utf-8": "utf-8", "utf-8mb4": "utf-8", "utf8mb4": "utf-8", "unicode-1-1-utf-8": "utf-8",
	"unicode-1-1-utf-7": "utf-7", "x-unicode-2-0-utf-7": "utf-7", "utf7": "utf-7",
	"gb2312": "gb18030", "gbk": "gb18030", "x-gbk": "gb18030", "cp936": "gb18030", "ms936": "gb18030", "gb_2312-80": "gb18030", "euc-cn": "gb18030", "chinese": "gb18030",
	"big5-hkscs": "big5", "cp950": "big5", "x-big5": "big5", "cn-big5": "big5",
	"cp932": "shift_jis", "ms932": "shift_jis", "x-sjis": "shift_jis", "sjis": "shift_jis", "shift-jis": "shift_jis", "windows-31j": "shift_jis", "x-ms-cp932": "shift_jis",
	"iso-2022-jp-ms": "iso-2022-jp", "iso2022jp": "iso-2022-jp", "cp50220": "iso-2022-jp", "cp50221": "iso-2022-jp", "iso-2022-jp-1": "iso-2022-jp", "iso-2022-jp-2": "iso-2022-jp",
	"x-euc-jp": "euc-jp", "eucjp": "euc-jp", "eucjp-ms": "euc-jp",
	"ks_c_5601-1987": "euc-kr", "ks_c_5601": "euc-kr", "ksc5601": "euc-kr", "cp949": "euc-kr", "uhc": "euc-kr", "windows-949": "euc-kr", "x-windows-949": "euc-kr", "korean": "euc-kr",
	"latin1": "iso-8859-1", "latin-1": "iso-8859-1", "l1": "iso-8859-1", "iso8859-1": "iso-8859-1", "iso_8859-1": "iso-8859-1", "8859_1": "iso-8859-1", "iso-88591": "iso-8859-1",
	"iso8859-15": "iso-8859-15", "latin9": "iso-8859-15", "latin-9": "iso-8859-15", "iso8859-2": "iso-8859-2", "latin2": "iso-8859-2",
	"iso-8859-8-i": "iso-8859-8", "iso-8859-8-e": "iso-8859-8", "iso-8859-6-i": "iso-8859-6", "iso-8859-11": "windows-874", "tis-620": "windows-874",
	"cp1250": "windows-1250", "cp1251": "windows-1251", "cp1252": "windows-1252", "cp-1251": "windows-1251", "win-1251": "windows-1251", "win1251": "windows-1251",
	"x-cp1250": "windows-1250", "x-cp1251": "windows-1251", "x-cp1252": "windows-1252", "ansi": "windows-1252", "windows1252": "windows-1252", "x-ansi": "windows-1252",
	"cp1253": "windows-1253", "cp1254": "windows-1254", "cp1255": "windows-1255", "cp1256": "windows-1256", "cp1257": "windows-1257", "cp1258": "windows-1258",
	"koi8": "koi8-r", "koi8r": "koi8-r", "koi8_r": "koi8-r", "x-koi8-r": "koi8-r", "koi8-ru": "koi8-u",
	"x-mac-roman": "macintosh", "mac": "macintosh", "macroman": "macintosh", "x-mac-cyrillic": "x-mac-cyrillic",
	"cp850": "ibm850", "cp-850": "ibm850", "cp437": "ibm437", "cp866": "ibm866", "cp852": "ibm852",
}

// singleByte lists the labels that stand for "whatever my program used".
func meansNothing(label string) bool {
	switch label {
	case "", "us-ascii", "ascii", "ansi_x3.4-1968", "iso-ir-6", "x-unknown", "unknown", "unknown-8bit", "x-user-defined",
		"default", "default_charset", "_autodetect_all", "_autodetect", "binary", "8bit", "7bit", "none", "iso-8859", "_iso-2022-jp$esc", "iso646-us", "646":
		return true
	}
	return false
}

// decodeCharset turns b into UTF-8. It returns the kind of defect when the
// declared charset was unknown or did not fit, else "".
func decodeCharset(b []byte, declared string) (text, defect string) {
	label := charsetLabel(declared)
	switch {
	case meansNothing(label):
		if isASCII(b) && bytes.IndexByte(b, 0x1b) < 0 {
			return string(b), ""
		}
		return decodeUndeclared(b, "")
	case label == "utf-8":
		return decodeUTF8(bytes.TrimPrefix(b, []byte("\xef\xbb\xbf")))
	case label == "utf-7":
		return decodeUTF7(b), ""
	}
	if label == "iso-8859-1" { // WHATWG Encoding: browsers and mailers mean windows-1252
		label = "windows-1252"
	}
	if text, ok := convert(b, label); ok {
		if strings.ContainsRune(text, utf8.RuneError) && utf8.Valid(b) {
			return string(b), DefectCharsetWrong
		}
		return text, ""
	}
	text, _ = decodeUndeclared(b, "")
	return text, DefectCharset
}

var charsetJunk = lazily(`[^a-z0-9_:.+-]+`)

func charsetLabel(s string) string {
	s = strings.ToLower(strings.TrimSpace(s))
	s = strings.TrimPrefix(s, "charset=")
	s = charsetJunk().ReplaceAllString(s, "")
	if alias, ok := charsetAliases[s]; ok {
		return alias
	}
	return s
}

func convert(b []byte, label string) (string, bool) {
	r, err := charset.Reader(label, bytes.NewReader(b))
	if err != nil {
		return "", false
	}
	out, err := io.ReadAll(r)
	if err != nil {
		return "", false
	}
	return strings.ToValidUTF8(string(out), "\uFFFD"), true
}

// decodeUTF8 keeps what is valid. Text without a single valid sequence was
// never UTF-8.
func decodeUTF8(b []byte) (text, defect string) {
	if utf8.Valid(b) {
		return string(b), ""
	}
	for i := 0; i < len(b); {
		r, n := utf8.DecodeRune(b[i:])
		if r != utf8.RuneError && n > 1 {
			return strings.ToValidUTF8(string(b), "\uFFFD"), DefectCharsetWrong
		}
		i += n
	}
	text, _ = decodeUndeclared(b, "")
	return text, DefectCharsetWrong
}

// decodeUndeclared finds out what bytes without a declared charset are: UTF-8
// if they are valid, then what the hint says, then a guess.
func decodeUndeclared(b []byte, hint string) (text, defect string) {
	if bytes.IndexByte(b, 0x1b) >= 0 && iso2022().Match(b) {
		if text, ok := convert(b, "iso-2022-jp"); ok {
			return text, DefectCharset
		}
	}
	if utf8.Valid(b) {
		return strings.TrimPrefix(string(b), "\uFEFF"), DefectCharset
	}
	label := charsetLabel(hint)
	if meansNothing(label) || label == "utf-8" || label == "utf-7" || strings.HasPrefix(label, "utf-16") {
		label = guessCharset(b)
	}
	if text, ok := convert(b, label); ok {
		return text, DefectCharset
	}
	return strings.ToValidUTF8(string(b), "\uFFFD"), DefectCharset
}

// iso2022 matches the escapes that shift into Japanese (RFC 1468).
var iso2022 = lazily(`\x1b\$[@B]|\x1b\([JI]`)

func isASCII(b []byte) bool {
	for _, c := range b {
		if c >= 0x80 {
			return false
		}
	}
	return true
}
