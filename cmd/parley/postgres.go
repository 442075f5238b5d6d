package main

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"strings"
)

// dumpPostgres writes the database as pg_dump does, which reads one moment
// while others write.
func dumpPostgres(ctx context.Context, address, to string) error {
	return postgresTool(ctx, "pg_dump", address, "--format=custom", "--no-owner", "--no-privileges", "--file="+to)
}

// restorePostgres fills an empty database.
func restorePostgres(ctx context.Context, address, from string) error {
	return postgresTool(ctx, "pg_restore", address, "--no-owner", "--no-privileges", "--exit-on-error", "--single-transaction", from)
}

// postgresTool runs one of PostgreSQL's own tools. The password goes by the
// environment, which other users of the machine cannot read.
func postgresTool(ctx context.Context, tool, address string, args ...string) error {
	path, err := exec.LookPath(tool)
	if err != nil {
		return fmt.Errorf("%s is needed for a PostgreSQL database and is not installed here: install the client tools of your PostgreSQL version", tool)
	}
	u, err := url.Parse(address)
	if err != nil {
		return errors.New("--database: the address cannot be read")
	}
	cmd := exec.CommandContext(ctx, path, args...)
	cmd.Env = os.Environ()
	if password, ok := u.User.Password(); ok {
		cmd.Env = append(cmd.Env, "PGPASSWORD="+password)
		u.User = url.User(u.User.Username())
	}
	cmd.Args = append([]string{cmd.Args[0], "--dbname=" + u.String()}, cmd.Args[1:]...)
	out, err := cmd.CombinedOutput()
	if err != nil {
		return fmt.Errorf("%s: %w: %s", tool, err, strings.TrimSpace(string(out)))
	}
	return nil
}
