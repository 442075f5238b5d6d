package email

import (
	"context"
	"crypto/tls"
	"errors"
	"log/slog"
	"net"
	"net/netip"
	"time"

	"github.com/emersion/go-smtp"

	"parley/internal/channel"
)

// DoorOptions are the settings of a [Door]. The zero value of each is a
// working default.
type DoorOptions struct {
	Hostname      string         // in the greeting and in Received; "localhost" if empty
	LMTP          bool           // speak LMTP (RFC 2033): one answer for each recipient
	TLS           *tls.Config    // offers STARTTLS
	MaxBytes      int64          // of one mail; 50 MB
	MaxRecipients int            // of one mail; 100
	MaxConns      int            // at a time; 200
	MaxPerAddress int            // connections at a time from one address; 20
	MaxMemory     int64          // bytes of mails being received; eight times MaxBytes
	IdleTimeout   time.Duration  // between commands; 5 minutes (RFC 5321 section 4.5.3.2.7)
	DataTimeout   time.Duration  // for the whole of a mail; 10 minutes
	Trusted       []netip.Prefix // our own servers, whose addresses say nothing of a mail
	AuthServers   []string       // whose Authentication-Results are believed in what our own servers bring
	Enforce       bool           // refuse what fails where the domain of From asks for it
	Resolver      Resolver       // net.DefaultResolver
	Log           *slog.Logger
	Now           func() time.Time
}

func (o DoorOptions) withDefaults() DoorOptions {
	o.Hostname = or(o.Hostname, "localhost")
	o.MaxBytes = or(o.MaxBytes, 50<<20)
	o.MaxRecipients = or(o.MaxRecipients, 100)
	o.MaxConns = or(o.MaxConns, 200)
	o.MaxPerAddress = or(o.MaxPerAddress, 20)
	o.MaxMemory = or(o.MaxMemory, 8*o.MaxBytes)
	o.IdleTimeout = or(o.IdleTimeout, 5*time.Minute)
	o.DataTimeout = or(o.DataTimeout, 10*time.Minute)
	if o.Resolver == nil {
		o.Resolver = net.DefaultResolver
	}
	if o.Log == nil {
		o.Log = slog.Default()
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	return o
}

// or returns v, or def if v is zero.
func or[T comparable](v, def T) T {
	var zero T
	if v == zero {
		return def
	}
	return v
}

// maxLine bounds a line in bytes. RFC 5321 asks for 1000; many programs write
// longer ones, which are no reason to lose a mail.
const maxLine = 64 << 10

// Door takes mail by SMTP or LMTP for addresses that the directory knows.
//
// It answers 250 to a mail only after the sink has it for every account
// concerned (SAFE-02), and 451 when the sink cannot take it now. It refuses
// mails with bare CR or LF and forgets what was sent before TLS (ATK-08).
type Door struct {
	opts   DoorOptions
	sink   channel.Sink
	dir    channel.Directory
	check  *checker
	memory *budget
	server *smtp.Server
}

// NewDoor returns a door that is not open yet.
func NewDoor(sink channel.Sink, dir channel.Directory, opts DoorOptions) *Door {
	opts = opts.withDefaults()
	d := &Door{opts: opts, sink: sink, dir: dir, check: &checker{dns: newCache(opts.Resolver, opts.Now)},
		memory: newBudget(opts.MaxMemory)}
	d.server = smtp.NewServer(smtp.BackendFunc(func(c *smtp.Conn) (smtp.Session, error) {
		return &session{door: d, conn: c}, nil
	}))
	d.server.Domain = opts.Hostname
	d.server.LMTP = opts.LMTP
	d.server.TLSConfig = opts.TLS
	d.server.MaxMessageBytes = opts.MaxBytes
	d.server.MaxRecipients = opts.MaxRecipients
	d.server.MaxLineLength = maxLine
	d.server.ReadTimeout = opts.IdleTimeout
	d.server.WriteTimeout = time.Minute
	d.server.EnableSMTPUTF8 = true
	d.server.ErrorLog = slog.NewLogLogger(opts.Log.Handler(), slog.LevelDebug)
	return d
}

// Serve takes mail from ln until ctx ends; mails under way then have ten
// seconds to be finished.
func (d *Door) Serve(ctx context.Context, ln net.Listener) error {
	stopped := make(chan struct{})
	stop := context.AfterFunc(ctx, func() {
		defer close(stopped)
		grace, cancel := context.WithTimeout(context.Background(), 10*time.Second)
		defer cancel()
		d.server.Shutdown(grace)
		d.server.Close()
	})
	err := d.server.Serve(newLimiter(ln, d.opts.MaxConns, d.opts.MaxPerAddress))
	if !stop() {
		<-stopped
	}
	if ctx.Err() != nil || errors.Is(err, smtp.ErrServerClosed) {
		return nil
	}
	return err
}

// trusted reports whether ip belongs to a server of ours. Over a local socket
// and by LMTP only our own servers speak.
func (d *Door) trusted(ip netip.Addr) bool {
	if d.opts.LMTP || !ip.IsValid() {
		return true
	}
	for _, prefix := range d.opts.Trusted {
		if prefix.Contains(ip) {
			return true
		}
	}
	return false
}
