package guard

import (
	"fmt"
	"os"
	"regexp"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

// hostile holds one vector a line: scripts, URLs, CSS, mXSS (ATK-03, ATK-04,
// ATK-05).
func hostile(t testing.TB) []string {
	raw, err := os.ReadFile("testdata/hostile.txt")
	if err != nil {
		t.Fatal(err)
	}
	return strings.Split(strings.TrimSpace(string(raw)), "\n")
}

func TestSanitizeHTML_hostile(t *testing.T) {
	t.Parallel()
	for _, vector := range hostile(t) {
		for _, wrap := range []string{"%", "<p>%</p>", "<table><tr><td>%", "<svg>%", "<math><mtext>%", "<noscript>%", "<a href=\"http://x/\">%", "<div style=\"%\">", "<img alt=\"%\">"} {
			in := strings.Replace(wrap, "%", vector, 1)
			checkClean(t, in, SanitizeHTML(in, MailPolicy{}))
			checkClean(t, in, SanitizeComment(in))
		}
	}
}

var (
	badScheme = regexp.MustCompile(`(?i)^[\s\x00-\x20]*(javascript|vbscript|data:text|data:image/svg|file|blob|about|feed|view-source)`)
	badStyle  = regexp.MustCompile(`(?i)url\s*\(|expression|import|behaviou?r|binding|fixed|absolute|sticky|javascript|\\|@|/\*|<`)
)

// checkClean reads out as a browser would and looks at what is there, in two
// contexts; it also wants it unchanged by a second cleaning.
func checkClean(t *testing.T, in, out string) {
	t.Helper()
	for _, context := range []string{"%", "<div><template></template>%</div>", "<table><tr><td>%</td></tr></table>"} {
		doc, err := html.Parse(strings.NewReader(strings.Replace(context, "%", out, 1)))
		if err != nil {
			t.Fatalf("%q: output does not parse: %v", in, err)
		}
		for n := range doc.Descendants() {
			checkNode(t, in, out, n)
		}
	}
}

func checkNode(t *testing.T, in, out string, n *html.Node) {
	t.Helper()
	switch n.Type {
	case html.CommentNode:
		t.Errorf("%q -> %q: comment", in, out)
	case html.ElementNode:
		structure := n.Data == "html" || n.Data == "head" || n.Data == "body" || n.Data == "template"
		if n.Namespace != "" || !mailElements[n.Data] && !structure {
			t.Errorf("%q -> %q: element %s %s", in, out, n.Namespace, n.Data)
		}
	}
	for _, a := range n.Attr {
		switch {
		case strings.HasPrefix(a.Key, "on"), a.Key == "id", a.Key == "class", a.Key == "name", a.Key == "srcset", a.Key == "formaction", a.Key == "srcdoc":
			t.Errorf("%q -> %q: attribute %s", in, out, a.Key)
		case (a.Key == "href" || a.Key == "src") && badScheme.MatchString(a.Val):
			t.Errorf("%q -> %q: %s=%q", in, out, a.Key, a.Val)
		case a.Key == "src" && !strings.HasPrefix(a.Val, "cid:") && !strings.HasPrefix(a.Val, "data:image/") && !(strings.HasPrefix(a.Val, "/") && !strings.HasPrefix(a.Val, "//")):
			t.Errorf("%q -> %q: loads %q (ATK-06)", in, out, a.Val)
		case a.Key == "style" && badStyle.MatchString(a.Val):
			t.Errorf("%q -> %q: style %q", in, out, a.Val)
		}
	}
}

// TestSanitizeHTML_keeps proves the other half of EMAIL-16: a mail still looks
// as it was meant.
func TestSanitizeHTML_keeps(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, in, want string }{
		{"text", `a < b & c`, `a &lt; b &amp; c`},
		{"formatting", `<p><b>Hi</b> <em>you</em><br>x</p>`, `<p><b>Hi</b> <em>you</em><br>x</p>`},
		{"table", `<table width="600" cellpadding="0" bgcolor="#ffffff" align="center"><tr><td colspan="2" valign="top">x</td></tr></table>`,
			`<table width="600" cellpadding="0" bgcolor="#ffffff" align="center"><tr><td colspan="2" valign="top">x</td></tr></table>`},
		{"font", `<font face="Arial, sans-serif" size="2" color="red">x</font>`, `<font face="Arial, sans-serif" size="2" color="red">x</font>`},
		{"style", `<p style="color:#333;font:14px/1.4 'Segoe UI',Arial,sans-serif;margin:0 auto;background:rgba(0,0,0,.5)">x</p>`,
			`<p style="color: #333; font: 14px/1.4 &#39;Segoe UI&#39;,Arial,sans-serif; margin: 0 auto; background: rgba(0,0,0,.5)">x</p>`},
		{"style of Outlook", `<div style="border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm 0cm">x</div>`,
			`<div style="border: none; border-top: solid #E1E1E1 1.0pt; padding: 3.0pt 0cm 0cm 0cm">x</div>`},
		{"colour behind a picture", `<td style="background:#f5f5f5 url('https://t.example/x.png') no-repeat">x</td><p style="background: linear-gradient(rgb(1, 2, 3), #000)">y</p>`,
			`<td style="background-color: #f5f5f5">x</td><p style="background-color: rgb(1, 2, 3)">y</p>`},
		{"list", `<ol start="3"><li>a<li>b</ol>`, `<ol start="3"><li>a</li><li>b</li></ol>`},
		{"link", `<a href="https://x.example/?a=1&b=2" id="x">y</a>`, `<a href="https://x.example/?a=1&amp;b=2" target="_blank" rel="noopener noreferrer nofollow">y</a>`},
		{"inline image", `<img src="cid:a@b" alt="x" width="10">`, `<img src="cid:a@b" alt="x" width="10">`},
		{"data image", `<img src="data:image/png;base64,iVBORw0KGgo=">`, `<img src="data:image/png;base64,iVBORw0KGgo=">`},
		{"remote image", `<img src="http://t.example/p.gif" onerror="x">`, `<img data-src="http://t.example/p.gif">`},
		{"page", `<html><head><title>t</title><style>p{}</style></head><body bgcolor="#eee"><p>x</body></html>`, `<div bgcolor="#eee"><p>x</p></div>`},
		{"unclosed", `<div><b>x`, `<div><b>x</b></div>`},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			if got := SanitizeHTML(c.in, MailPolicy{}); got != c.want {
				t.Errorf("got  %s\nwant %s", got, c.want)
			}
		})
	}
}

func TestSanitizeHTML_proxiesImages_ATK06(t *testing.T) {
	t.Parallel()
	policy := MailPolicy{Images: ProxyImages, Proxy: func(url string) string { return "/image?u=" + strings.ReplaceAll(url, ":", "%3A") }}
	got := SanitizeHTML(`<img src="http://t.example/p.gif"><p background="http://t.example/b.gif">x</p>`, policy)
	if want := `<img src="/image?u=http%3A//t.example/p.gif"><p>x</p>`; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

// bombs are small inputs that cost a careless cleaner much; n scales them.
func bombs(n int) map[string]string {
	return map[string]string{
		"nesting":    strings.Repeat("<div>", 100*n) + "x",
		"formatting": strings.Repeat("<b><i><a href=http://x/>", 30*n),
		"attributes": "<p " + strings.Repeat("a=b ", 150*n) + ">x",
		"style":      `<p style="` + strings.Repeat("color:red;", 50*n) + `">x`,
		"open angle": strings.Repeat("<", 250*n),
		"end tags":   strings.Repeat("<div>", 100) + strings.Repeat("</p>", 100*n),
	}
}

// ATK-07: what comes out of a bomb is bounded by what went in. That it takes
// time in step with the input is seen by the benchmark below.
func TestSanitizeHTML_bombs_ATK07(t *testing.T) {
	t.Parallel()
	for name, in := range bombs(200) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if out := SanitizeHTML(in, MailPolicy{}); len(out) > 8*len(in)+1000 {
				t.Errorf("%d bytes became %d", len(in), len(out))
			}
		})
	}
}

func BenchmarkSanitizeHTML_bombs(b *testing.B) {
	for _, n := range []int{200, 400, 800} {
		for name, in := range bombs(n) {
			b.Run(fmt.Sprintf("%s/%d", name, n), func(b *testing.B) {
				b.SetBytes(int64(len(in)))
				for b.Loop() {
					SanitizeHTML(in, MailPolicy{})
				}
			})
		}
	}
}

// FuzzSanitizeHTML proves SAFE-10 for HTML: nothing hostile passes, and cleaning
// twice changes nothing.
func FuzzSanitizeHTML(f *testing.F) {
	for _, vector := range hostile(f) {
		f.Add(vector)
	}
	f.Fuzz(func(t *testing.T, in string) {
		out := SanitizeHTML(in, MailPolicy{})
		if again := SanitizeHTML(out, MailPolicy{}); again != out {
			t.Errorf("%q -> %q -> %q", in, out, again)
		}
		checkClean(t, in, out)
		comment := SanitizeComment(in)
		if again := SanitizeComment(comment); again != comment {
			t.Errorf("comment %q -> %q -> %q", in, comment, again)
		}
		checkClean(t, in, comment)
	})
}
