package main

import (
	"bufio"
	"encoding/json"
	"io"
	"os"
	"strings"

	"parley/internal/channel"
	"parley/internal/channel/email"
	"parley/internal/ingest"
	"parley/internal/parley"
)

type mailThreadCommand struct{}

func (mailThreadCommand) Run() error { return mailThread(os.Stdin, os.Stdout) }

// mailThread sorts the mails named on in into threads, as the server would if
// no address were ours: one JSON array of arrays of file names. A file that
// cannot be read is a thread of its own.
func mailThread(in io.Reader, out io.Writer) error {
	var names []string
	var mails []*channel.Inbound
	lines := bufio.NewReader(in)
	for {
		line, err := lines.ReadString('\n')
		if name := strings.TrimRight(line, "\r\n"); name != "" {
			raw, _ := os.ReadFile(name)
			names = append(names, name)
			mails = append(mails, email.Inbound(raw, email.Meta{Account: &parley.ChannelAccount{}}))
		}
		if err == io.EOF {
			break
		} else if err != nil {
			return err
		}
	}
	threads := make([][]string, 0, len(names))
	for _, pile := range ingest.Sort(mails) {
		var thread []string
		for _, i := range pile {
			thread = append(thread, names[i])
		}
		threads = append(threads, thread)
	}
	enc := json.NewEncoder(out)
	enc.SetEscapeHTML(false)
	return enc.Encode(threads)
}
