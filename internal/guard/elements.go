package guard

import "strings"

func set(names string) map[string]bool {
	m := make(map[string]bool)
	for _, name := range strings.Fields(names) {
		m[name] = true
	}
	return m
}

var (
	// mailElements format text, and nothing else.
	mailElements = set(`a abbr acronym address article aside b bdi bdo big blockquote br caption center cite code col colgroup
		dd del details dfn div dl dt em figcaption figure font footer h1 h2 h3 h4 h5 h6 header hgroup hr i img ins kbd li main mark
		nav ol p pre q rp rt ruby s samp section small span strike strong sub summary sup table tbody td tfoot th thead time
		tr tt u ul var wbr`)

	// commentElements are what our editor writes.
	commentElements = set(`a b blockquote br code del div em h1 h2 h3 h4 hr i img ins kbd li mark ol p pre s span strong sub sup table tbody td th thead tr u ul`)

	voidElements = set(`area base basefont bgsound br col embed frame hr img input keygen link meta param source track wbr`)

	// dropped elements go with all they contain: it is code, or data, or a
	// reader would read it by other rules than ours.
	dropped = set(`script style title head template noscript iframe frame frameset noframes noembed object applet embed svg math xmp
		plaintext textarea select option optgroup button datalist audio video canvas map link meta base portal listing marquee comment
		input keygen param source track bgsound dialog fencedframe slot`)

	tableParts = set(`table tbody thead tfoot tr td th caption colgroup`)

	// impliedEnds lists, for a start tag, the open element it closes (HTML Living
	// Standard 13.1.2.4).
	impliedEnds = map[string]map[string]bool{
		"li":    set("li p"),
		"dt":    set("dt dd p"),
		"dd":    set("dt dd p"),
		"p":     set("p"),
		"div":   set("p"),
		"ul":    set("p"),
		"ol":    set("p"),
		"table": set("p"),
		"h1":    set("p"), "h2": set("p"), "h3": set("p"), "h4": set("p"), "h5": set("p"), "h6": set("p"),
		"hr":         set("p"),
		"pre":        set("p"),
		"blockquote": set("p"),
		"center":     set("p"),
		"address":    set("p"),
		"tr":         set("tr td th"),
		"td":         set("td th"),
		"th":         set("td th"),
		"tbody":      set("tbody thead tfoot"),
		"thead":      set("tbody thead tfoot"),
		"tfoot":      set("tbody thead tfoot"),
	}
)
