package main

import (
	"cmp"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net/netip"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"time"

	"parley/internal/store"
)

// options are what an operator sets: by flag, by environment, or not at all.
// This table feeds --help, the environment, docs/options.md and `parley
// config`. What an administrator changes at run time lives in the database.
type options struct {
	Data      string `help:"Folder of the database, the files and the secret key." default:"data" env:"PARLEY_DATA" group:"storage"`
	Database  string `help:"Path of the SQLite file, or postgres://user:password@host/name. Empty: parley.db in the data folder." env:"PARLEY_DATABASE" group:"storage" secret:"url"`
	SecretKey string `help:"File with the key that seals secrets in the database (32 bytes, hex). Empty: secret.key in the data folder, made at the first start." env:"PARLEY_SECRET_KEY_FILE" group:"storage"`

	Files            string `help:"Where mails as received and attachments lie: a folder, or s3://bucket/prefix for a server that speaks S3. Empty: files in the data folder. See docs/files.md." env:"PARLEY_FILES" group:"storage" secret:"url"`
	FilesEndpoint    string `help:"Server of the bucket, such as https://s3.example.org:9000. Empty: Amazon's." name:"files-endpoint" env:"PARLEY_FILES_ENDPOINT" group:"storage" secret:"url"`
	FilesRegion      string `help:"Region of the bucket. Empty: us-east-1." name:"files-region" env:"PARLEY_FILES_REGION" group:"storage"`
	FilesStyle       string `help:"Where a request names the bucket: path or host. Empty: in the host name at Amazon, in the path elsewhere." name:"files-style" enum:",path,host" default:"" env:"PARLEY_FILES_STYLE" group:"storage"`
	FilesCredentials string `help:"File with the keys of the bucket, lines aws_access_key_id = … and aws_secret_access_key = …. Empty: AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY in the environment." name:"files-credentials" env:"PARLEY_FILES_CREDENTIALS" group:"storage"`

	ReadOnly bool `help:"Serve for reading alone while you work on the installation: nothing is stored, fetched or sent." name:"read-only" env:"PARLEY_READ_ONLY" group:"storage"`

	Listen  string   `help:"Address of the web server." default:"127.0.0.1:8080" env:"PARLEY_LISTEN" group:"web"`
	BaseURL string   `help:"Where people reach Parley, such as https://inbox.example.org. Empty: http:// and the address of the web server." name:"base-url" env:"PARLEY_BASE_URL" group:"web"`
	Proxies []string `help:"Networks of reverse proxies whose X-Forwarded-For is believed, such as 10.0.0.0/8." env:"PARLEY_PROXIES" group:"web"`

	HelpPath string `help:"Path of the public help pages." name:"help-path" default:"/help" env:"PARLEY_HELP_PATH" group:"web"`
	HelpHost string `help:"Host on which the help pages lie instead, such as help.example.org. Point it here too. Empty: none." name:"help-host" env:"PARLEY_HELP_HOST" group:"web"`

	CountryHeader string `help:"Header in which those proxies name a visitor's country, such as CF-IPCountry. Empty: none." name:"country-header" env:"PARLEY_COUNTRY_HEADER" group:"web"`

	APILimit       int `help:"Calls of the public API that an app may make in ten seconds." name:"api-limit" default:"190" env:"PARLEY_API_LIMIT" group:"web"`
	APISearchLimit int `help:"Searches of them that it may make in one second." name:"api-search-limit" default:"5" env:"PARLEY_API_SEARCH_LIMIT" group:"web"`

	PrivateWebhooks bool `help:"Let webhooks of apps reach addresses of private networks, by plain HTTP too. Anybody who may make an app can then have your own servers called." name:"private-webhooks" env:"PARLEY_PRIVATE_WEBHOOKS" group:"web"`

	MailDomain      string `help:"Domain of the addresses that Parley makes itself." default:"parley.localhost" env:"PARLEY_MAIL_DOMAIN" group:"mail"`
	SMTPListen      string `help:"Address of the SMTP server for incoming mail. \"off\": none." name:"smtp-listen" default:"127.0.0.1:2525" env:"PARLEY_SMTP_LISTEN" group:"mail"`
	LMTPListen      string `help:"Address of the LMTP server for a mail server in front. Empty: none." name:"lmtp-listen" env:"PARLEY_LMTP_LISTEN" group:"mail"`
	TLSCert         string `help:"Certificate for STARTTLS, PEM." name:"tls-cert" env:"PARLEY_TLS_CERT" group:"mail"`
	TLSKey          string `help:"Its key, PEM." name:"tls-key" env:"PARLEY_TLS_KEY" group:"mail"`
	MaxMail         int64  `help:"Largest incoming mail in bytes." name:"max-mail" default:"52428800" env:"PARLEY_MAX_MAIL" group:"mail"`
	Relay           string `help:"Mail server that takes outgoing mail of addresses without one of their own, host:port." env:"PARLEY_RELAY" group:"mail"`
	RelayUser       string `help:"User name at the relay." name:"relay-user" env:"PARLEY_RELAY_USER" group:"mail"`
	RelayPass       string `help:"Password at the relay." name:"relay-password" env:"PARLEY_RELAY_PASSWORD" group:"mail" secret:"all"`
	RelayTLS        string `help:"How to reach the relay: tls, starttls, none, or empty for STARTTLS where offered." name:"relay-security" enum:",tls,starttls,none" default:"" env:"PARLEY_RELAY_SECURITY" group:"mail"`
	GoogleID        string `help:"OAuth client of Google, to connect mailboxes by consent." name:"google-client-id" env:"PARLEY_GOOGLE_CLIENT_ID" group:"mail"`
	GoogleSecret    string `help:"Its secret." name:"google-client-secret" env:"PARLEY_GOOGLE_CLIENT_SECRET" group:"mail" secret:"all"`
	MicrosoftID     string `help:"OAuth client of Microsoft, to connect mailboxes by consent." name:"microsoft-client-id" env:"PARLEY_MICROSOFT_CLIENT_ID" group:"mail"`
	MicrosoftSecret string `help:"Its secret." name:"microsoft-client-secret" env:"PARLEY_MICROSOFT_CLIENT_SECRET" group:"mail" secret:"all"`
	DemoMailbox     bool   `help:"Serve the mailbox of a demo customer at /demo/ and be the relay until one is set. Only for trying Parley out." name:"demo-mailbox" env:"PARLEY_DEMO_MAILBOX" group:"mail"`

	ClockAhead time.Duration `help:"How far the clock runs ahead, such as 6m, to see at once what happens by itself after a while. Only with --demo-mailbox." name:"clock-ahead" env:"PARLEY_CLOCK_AHEAD" group:"mail"`

	MetricsListen string `help:"Address of the metrics for Prometheus. Empty: none." name:"metrics-listen" env:"PARLEY_METRICS_LISTEN" group:"log"`
	LogLevel      string `help:"debug, info, warn or error." name:"log-level" enum:"debug,info,warn,error" default:"info" env:"PARLEY_LOG_LEVEL" group:"log"`
	LogJSON       bool   `help:"Write the log as JSON." name:"log-json" env:"PARLEY_LOG_JSON" group:"log"`
}

// check refuses nonsense, naming the option, and fills in what follows from
// others.
func (o *options) check() error {
	if o.Database == "" {
		o.Database = filepath.Join(o.Data, "parley.db")
	}
	if o.SecretKey == "" {
		o.SecretKey = filepath.Join(o.Data, "secret.key")
	}
	if o.BaseURL == "" {
		o.BaseURL = "http://" + strings.Replace(o.Listen, "127.0.0.1", "localhost", 1)
	}
	o.BaseURL = strings.TrimRight(o.BaseURL, "/")
	if !strings.HasPrefix(o.BaseURL, "http://") && !strings.HasPrefix(o.BaseURL, "https://") {
		return fmt.Errorf("--base-url %q: begin with http:// or https://", o.BaseURL)
	}
	if (o.TLSCert == "") != (o.TLSKey == "") {
		return errors.New("--tls-cert and --tls-key: give both or none")
	}
	if o.MaxMail < 1<<16 {
		return fmt.Errorf("--max-mail %d: give at least 65536 bytes", o.MaxMail)
	}
	if o.ClockAhead != 0 && !o.DemoMailbox {
		return errors.New("--clock-ahead: only with --demo-mailbox")
	}
	if o.APILimit < 0 || o.APISearchLimit < 0 {
		return errors.New("--api-limit and --api-search-limit: give a number of calls; 0 is the default")
	}
	if _, err := o.proxies(); err != nil {
		return err
	}
	if err := o.checkFiles(); err != nil {
		return err
	}
	return o.checkHelp()
}

var (
	helpPath = regexp.MustCompile(`^(/[a-z0-9_-]+)+$`)
	helpHost = regexp.MustCompile(`^[A-Za-z0-9.-]+(:[0-9]+)?$`)
)

// checkHelp keeps the help pages from taking the place of something else.
func (o *options) checkHelp() error {
	o.HelpPath = strings.TrimRight(cmp.Or(o.HelpPath, "/help"), "/")
	if !helpPath.MatchString(o.HelpPath) {
		return fmt.Errorf("--help-path %q: give a path such as /help", o.HelpPath)
	}
	switch first, _, _ := strings.Cut(o.HelpPath[1:], "/"); first {
	case "api", "chat", "demo", "healthz", "assets", "settings", "setup", "inbox", "contacts", "signin",
		"conversations", "crm", "crm-object-schemas", "files", "oauth", "visitor-identification", "webhooks", "api-docs":
		return fmt.Errorf("--help-path %q: this path is taken", o.HelpPath)
	}
	if o.HelpHost != "" && (!helpHost.MatchString(o.HelpHost) || strings.HasSuffix(o.BaseURL, "://"+o.HelpHost)) {
		return fmt.Errorf("--help-host %q: give a host name other than that of --base-url", o.HelpHost)
	}
	return nil
}

func (o *options) proxies() ([]netip.Prefix, error) {
	var out []netip.Prefix
	for _, p := range o.Proxies {
		prefix, err := netip.ParsePrefix(p)
		if err != nil {
			return nil, fmt.Errorf("--proxies %q: give a network such as 10.0.0.0/8", p)
		}
		out = append(out, prefix)
	}
	return out, nil
}

// key reads the secret key, making it at the first start.
func (o *options) key() ([]byte, error) {
	text, err := os.ReadFile(o.SecretKey)
	if errors.Is(err, fs.ErrNotExist) {
		return o.newKey()
	} else if err != nil {
		return nil, fmt.Errorf("--secret-key: %w", err)
	}
	key, err := hex.DecodeString(strings.TrimSpace(string(text)))
	if err != nil || len(key) != 32 {
		return nil, fmt.Errorf("--secret-key %s: expected 64 hex digits", o.SecretKey)
	}
	return key, nil
}

func (o *options) newKey() ([]byte, error) {
	key := make([]byte, 32)
	rand.Read(key)
	if err := os.MkdirAll(filepath.Dir(o.SecretKey), 0o700); err != nil {
		return nil, fmt.Errorf("--data: %w", err)
	}
	if err := os.WriteFile(o.SecretKey, []byte(hex.EncodeToString(key)+"\n"), 0o600); err != nil {
		return nil, fmt.Errorf("--secret-key: %w", err)
	}
	return key, nil
}

func (o *options) storeOptions() (store.Options, error) {
	key, err := o.key()
	now := func() time.Time { return time.Now().Add(o.ClockAhead) }
	return store.Options{URL: o.Database, Key: key, ReadOnly: o.ReadOnly, Now: now}, err
}

func (o *options) logging() {
	level := map[string]slog.Level{"debug": slog.LevelDebug, "info": slog.LevelInfo, "warn": slog.LevelWarn, "error": slog.LevelError}[o.LogLevel]
	handler := slog.Handler(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: level}))
	if o.LogJSON {
		handler = slog.NewJSONHandler(os.Stderr, &slog.HandlerOptions{Level: level})
	}
	slog.SetDefault(slog.New(handler))
}
