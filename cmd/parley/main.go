// Command parley is the whole product in one program: the server, its
// interface and the tools to run it.
package main

import (
	"github.com/alecthomas/kong"
)

// commands is the command line, read by kong.
type commands struct {
	Mail mailCommands `cmd:"" help:"Work on e-mail as bytes: one request a line in, one JSON answer a line out."`
}

func main() {
	var cli commands
	ctx := kong.Parse(&cli, kong.Name("parley"), kong.Description("A self-hosted inbox for conversations."), kong.UsageOnError())
	ctx.FatalIfErrorf(ctx.Run())
}
