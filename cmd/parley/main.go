// Command parley is the whole product in one program: the server, its
// interface and the tools to run it.
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"

	"github.com/alecthomas/kong"
)

// version is set when a release is built.
var version = "dev"

// commands is the command line, read by kong.
type commands struct {
	Serve   serveCommand    `cmd:"" help:"Run the server."`
	Migrate migrateCommand  `cmd:"" help:"Bring the database up to date, or say what is pending."`
	Config  configCommand   `cmd:"" help:"Print the options as they stand, secrets hidden."`
	Seed    seedCommand     `cmd:"" help:"Fill an empty installation with a demo company."`
	Bench   benchCommand    `cmd:"" help:"Measure the promises of speed on a data set of their own."`
	User    userCommands    `cmd:"" help:"Give people access, on the machine itself."`
	Import  importCommands  `cmd:"" help:"Bring in mail of the past: nobody is told, nothing is sent, and a second run doubles nothing."`
	Mailbox mailboxCommands `cmd:"" help:"Look after mailboxes that are read by IMAP."`
	Files   filesCommands   `cmd:"" help:"Move mails as received and attachments to another place, and check them."`
	Backup  backupCommand   `cmd:"" help:"Copy everything to one file or folder, while the server runs."`
	Restore restoreCommand  `cmd:"" help:"Put a backup into an empty data folder."`
	Mail    mailCommands    `cmd:"" help:"Work on e-mail as bytes: one request a line in, one JSON answer a line out."`
	OpenAPI openapiCommand  `cmd:"" name:"openapi" help:"Print the description of the interface's API (OpenAPI 3.1)."`

	Version kong.VersionFlag `help:"Print the version."`
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	var cli commands
	k := kong.Parse(&cli, kong.Name("parley"), kong.Description("A self-hosted inbox for conversations."), kong.UsageOnError(),
		kong.Vars{"version": version}, kong.BindTo(ctx, (*context.Context)(nil)),
		kong.ExplicitGroups([]kong.Group{{Key: "storage", Title: "Storage"}, {Key: "web", Title: "Web"}, {Key: "mail", Title: "Mail"}, {Key: "log", Title: "Log"}}))
	k.FatalIfErrorf(k.Run())
}
