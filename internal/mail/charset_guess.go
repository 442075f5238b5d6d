package mail

import (
	"bytes"
	"encoding/base64"
	"strings"
	"sync"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"
)

// guessCharset names the most likely charset of text that is not UTF-8. It
// answers windows-1252 unless another writing explains most of the high bytes:
// text in a language with accents has few of them, other scripts have many.
func guessCharset(b []byte) string {
	const western = "windows-1252"
	b = b[:min(len(b), 4096)]
	if i := bytes.LastIndexAny(b, " \n\r"); len(b) == 4096 && i > 0 {
		b = b[:i]
	}
	high, letters := 0, 0
	for _, c := range b {
		if c >= 0x80 {
			high++
		} else if c|0x20 >= 'a' && c|0x20 <= 'z' {
			letters++
		}
	}
	if high < 4 || high*2 < letters {
		return western
	}
	best, bestScore := western, 0.75
	for _, c := range guessCandidates {
		text, ok := convert(b, c.label)
		if !ok {
			continue
		}
		if score := c.score(text); score > bestScore {
			best, bestScore = c.label, score
		}
	}
	return best
}

// guessCandidates are tried in this order; a later one must score higher.
var guessCandidates = []struct {
	label string
	score func(string) float64
}{
	{"shift_jis", scoreRunes(func(r rune) bool { return r >= 0x3040 && r < 0x30ff || r == '。' || r == '、' }, 0.55)},
	{"euc-jp", scoreRunes(func(r rune) bool { return r >= 0x3040 && r < 0x30ff || r == '。' || r == '、' }, 0.55)},
	{"koi8-r", scoreCyrillic},
	{"windows-1251", scoreCyrillic},
	{"euc-kr", scoreRunes(func(r rune) bool { return r >= 0xac00 && r <= 0xd7a3 }, 0.25)},
	{"gb18030", scoreRunes(func(r rune) bool { return commonHan()[r] }, 0.75)},
	{"big5", scoreRunes(func(r rune) bool { return commonHan()[r] }, 0.75)},
}

// scoreRunes rates the share of typical characters among all foreign ones, with
// a bonus that makes up for how rarely the typical ones are written.
func scoreRunes(typical func(rune) bool, bonus float64) func(string) float64 {
	return func(s string) float64 {
		hit, all := 0, 0
		for _, r := range s {
			switch {
			case r == utf8.RuneError || unicode.IsControl(r) && r != '\n' && r != '\r' && r != '\t':
				return 0
			case r < 0x80:
			case typical(r):
				hit++
				all++
			default:
				all++
			}
		}
		if hit == 0 {
			return 0
		}
		return min(float64(hit)/float64(all)+bonus, 1)
	}
}

// scoreCyrillic knows that small letters outnumber capitals, which the two
// common charsets keep in each other's place.
func scoreCyrillic(s string) float64 {
	hit, all := 0, 0
	for _, r := range s {
		if r < 0x80 {
			continue
		}
		all++
		if r >= 'а' && r <= 'я' || r == 'ё' {
			hit++
		} else if r >= 'А' && r <= 'Я' {
			hit--
		}
	}
	if all == 0 {
		return 0
	}
	return 0.3 + 0.69*float64(hit)/float64(all)
}

// commonHan holds frequent characters of Chinese, in both writings.
var commonHan = sync.OnceValue(func() map[rune]bool {
	m := make(map[rune]bool)
	for _, r := range "的一是不了在人有我他这個个们中来上大为和国地到以说時时要就出会會可也你对對生能而子那得于着下自之年过過发發后後作里用道行所然家种事成方多经經么么去法学學如都同现現当當没沒动動面起看定天分还還进進好小部其些主样樣理心她本前开開但因只从從想实實日军軍者意无無力它与與长長把机機十民第公此已工使情明性知全三又关關点點正业業外将將两兩高间間由问問很最重并物手应應战戰向头頭文体體政美相见見被利什二等产產或新己制身果加西斯月话話合回特代内內信表化老给給世位次度门門任常先海通教儿兒原东東声聲提立及比员員解水名真论論处處走义義各入几幾口认認条條平系气氣题題活尔爾更别別打女变變四神总總何电電数數安少报報才结結反受目太量再感建务務做接必场場件计計管期市直德资資命山金指克许許统統区區保至队隊形社便空决決治展马馬科司五基眼书書非则則听聽白却卻界达達光放强強即像难難且权權思王象完设設式色路记記南品住告类類求据據程北边邊死张張该該交规規万萬取拉格望觉覺术術领領共确確传傳师師观觀清今切院让讓识識候带帶导導争爭运運您请請谢謝" {
		m[r] = true
	}
	return m
})

// decodeUTF7 follows RFC 2152 and leaves malformed runs as they stand.
func decodeUTF7(b []byte) string {
	var out strings.Builder
	for len(b) > 0 {
		i := bytes.IndexByte(b, '+')
		if i < 0 {
			break
		}
		out.Write(b[:i])
		b = b[i+1:]
		n := 0
		for n < len(b) && base64Index[b[n]] != 0xff {
			n++
		}
		raw, err := base64.RawStdEncoding.DecodeString(string(b[:n]))
		switch {
		case n == 0:
			out.WriteByte('+')
		case err != nil && len(raw) < 2:
			out.WriteByte('+')
			out.Write(b[:n])
		}
		units := make([]uint16, len(raw)/2)
		for i := range units {
			units[i] = uint16(raw[2*i])<<8 | uint16(raw[2*i+1])
		}
		out.WriteString(string(utf16.Decode(units)))
		if b = b[n:]; len(b) > 0 && b[0] == '-' {
			b = b[1:]
		}
	}
	out.Write(b)
	return strings.ToValidUTF8(out.String(), "\uFFFD")
}
