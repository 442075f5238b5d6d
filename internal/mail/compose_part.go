package mail

import (
	"strings"

	"github.com/emersion/go-message"
)

// node is a part to be written, or a container of parts.
type node struct {
	kind     string
	params   map[string]string
	encoding string
	a        *Attachment
	body     []byte
	children []node
}

func container(kind string, children []node) node { return node{kind: kind, children: children} }

func textNode(kind, text string) node {
	text, _ = normaliseText(strings.ToValidUTF8(text, "\uFFFD"))
	return node{
		kind:     kind,
		params:   map[string]string{"charset": "utf-8"},
		encoding: textEncoding(text),
		body:     []byte(strings.ReplaceAll(text, "\n", "\r\n")),
	}
}

// textEncoding takes quoted-printable unless base64 is shorter, as it is for
// text in other scripts.
func textEncoding(text string) string {
	high := 0
	for i := range len(text) {
		if text[i] >= 0x80 {
			high++
		}
	}
	if high*6 > len(text) {
		return "base64"
	}
	return "quoted-printable"
}

func attachmentNodes(list []Attachment) []node {
	nodes := make([]node, len(list))
	for i := range list {
		a := &list[i]
		kind := strings.ToLower(a.ContentType)
		if !typeToken().MatchString(kind) || strings.HasPrefix(kind, "multipart/") || kind == "message/rfc822" {
			kind = "application/octet-stream"
		}
		nodes[i] = node{kind: kind, encoding: "base64", a: a, body: a.Data}
	}
	return nodes
}

// describe writes the Content fields of the node.
func (n *node) describe(h *message.Header) {
	if n.a != nil {
		disposition := "attachment"
		if n.a.ContentID != "" {
			h.Set("Content-ID", "<"+n.a.ContentID+">")
			if n.a.Inline {
				disposition = "inline"
			}
		}
		h.SetContentDisposition(disposition, map[string]string{"filename": attachmentName(n.a.Name, n.kind)})
	}
	if n.encoding != "" {
		h.Set("Content-Transfer-Encoding", n.encoding)
	}
	h.SetContentType(n.kind, n.params)
}

func (n *node) write(w *message.Writer) error {
	if n.children == nil {
		if _, err := w.Write(n.body); err != nil {
			return err
		}
		return w.Close()
	}
	for i := range n.children {
		child := &n.children[i]
		var h message.Header
		child.describe(&h)
		cw, err := w.CreatePart(h)
		if err != nil {
			return err
		}
		if err := child.write(cw); err != nil {
			return err
		}
	}
	return w.Close()
}
