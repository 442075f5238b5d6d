package main

import (
	"fmt"
	"net/url"
	"reflect"
	"strings"
)

// configCommand prints the options as they stand.
type configCommand struct {
	options
	Docs bool `help:"Print the table of all options as Markdown."`
}

func (c *configCommand) Run() error {
	if c.Docs {
		fmt.Print(optionTable())
		return nil
	}
	if err := c.check(); err != nil {
		return err
	}
	for _, o := range optionRows(reflect.ValueOf(c.options)) {
		fmt.Printf("%s=%v\n", o.env, o.shown())
	}
	return nil
}

// optionRow is one option with its tags.
type optionRow struct {
	flag, env, help, fallback, secret string
	value                             any
}

func optionRows(v reflect.Value) []optionRow {
	var rows []optionRow
	for i := range v.NumField() {
		f := v.Type().Field(i)
		name := f.Tag.Get("name")
		if name == "" {
			name = kebab(f.Name)
		}
		rows = append(rows, optionRow{name, f.Tag.Get("env"), f.Tag.Get("help"), f.Tag.Get("default"), f.Tag.Get("secret"), v.Field(i).Interface()})
	}
	return rows
}

// kebab is how kong names the flag of a field.
func kebab(name string) string {
	var b strings.Builder
	for i, r := range name {
		if i > 0 && r >= 'A' && r <= 'Z' {
			b.WriteByte('-')
		}
		b.WriteRune(r)
	}
	return strings.ToLower(b.String())
}

// shown hides secrets.
func (o optionRow) shown() any {
	text := fmt.Sprint(o.value)
	switch {
	case o.secret == "all" && text != "":
		return "********"
	case o.secret == "url" && strings.Contains(text, "://"):
		if u, err := url.Parse(text); err == nil {
			return u.Redacted()
		}
		return "********"
	}
	return o.value
}

// optionTable is docs/options.md.
func optionTable() string {
	var b strings.Builder
	b.WriteString("# Options\n\nEvery option of `parley serve` and of the commands that open the database. All work unset.\n`parley config` prints them as they stand.\n\n| Flag | Environment | Default | Meaning |\n| --- | --- | --- | --- |\n")
	for _, o := range optionRows(reflect.ValueOf(options{})) {
		fmt.Fprintf(&b, "| `--%s` | `%s` | %s | %s |\n", o.flag, o.env, orDash(o.fallback), o.help)
	}
	return b.String()
}

func orDash(s string) string {
	if s == "" {
		return "–"
	}
	return "`" + s + "`"
}
