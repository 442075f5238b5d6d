package bench

import (
	"context"
	"fmt"
	"net"
	"net/smtp"
	"slices"
	"sync"
	"time"

	"parley/internal/channel"
	"parley/internal/channel/email"
	"parley/internal/ingest"
	"parley/internal/parley"
)

// Ingest measures durable arrival: parsed, threaded, stored, indexed, flushed.
// The yardstick is what an import into an empty installation leaves behind, row
// by row, inserted bare into another.
func (b *Bench) Ingest(ctx context.Context, receiver *ingest.Receiver, dir channel.Directory, empty [2]*Bench, fresh *ingest.Receiver, mails int) error {
	accounts, err := b.db.Read(ctx).ChannelAccounts(0)
	if err != nil {
		return err
	}
	imported, err := b.importMails(ctx, receiver, accounts[0], mails)
	if err != nil {
		return err
	}
	b.Value("PERF-07", "import", "mails/s", imported)
	door, err := b.throughDoor(ctx, receiver, dir, accounts[0].Address, mails/4)
	if err != nil {
		return err
	}
	b.Value("PERF-07", "SMTP door, 16 connections", "mails/s", door)
	return b.yardstick(ctx, empty, fresh, mails)
}

// mail is one of the stream; every fourth opens a thread.
func (b *Bench) mail(kind string, i int) []byte {
	root := i / messagesPerThread * messagesPerThread
	refs := ""
	if i != root {
		refs = fmt.Sprintf("References: <%s-%d@bench.example>\r\nIn-Reply-To: <%s-%d@bench.example>\r\n", kind, root, kind, root)
	}
	return fmt.Appendf(nil, "From: Person %d <person%d@company%d.example>\r\nTo: support@bench.example\r\nSubject: %s\r\nMessage-ID: <%s-%d@bench.example>\r\n%sDate: %s\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n%s\r\n\r\n%s\r\n",
		root, root, root%997, b.data.words(5), kind, i, refs, time.Now().Add(-time.Duration(i)*time.Second).Format(time.RFC1123Z), b.data.words(80), b.data.words(60))
}

func (b *Bench) importMails(ctx context.Context, receiver *ingest.Receiver, acct *parley.ChannelAccount, n int) (float64, error) {
	raws := make([][]byte, n)
	for i := range raws {
		raws[i] = b.mail("import", i)
	}
	start := time.Now()
	batches := make(chan []*channel.Inbound, 1) // one is parsed while another is stored, as an import does
	go func() {
		defer close(batches)
		for part := range slices.Chunk(raws, perSlice) {
			var batch []*channel.Inbound
			for _, raw := range part {
				batch = append(batch, email.Inbound(raw, email.Meta{Account: acct, Silent: true}))
			}
			batches <- batch
		}
	}()
	for batch := range batches {
		results, err := receiver.ReceiveAll(ctx, batch)
		if err != nil {
			return 0, err
		}
		for _, r := range results {
			if r.Err != nil {
				return 0, r.Err
			}
		}
	}
	return float64(n) / time.Since(start).Seconds(), nil
}

// throughDoor sends by SMTP from several connections, each waiting for its 250.
func (b *Bench) throughDoor(ctx context.Context, receiver *ingest.Receiver, dir channel.Directory, to string, n int) (float64, error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return 0, err
	}
	door := email.NewDoor(receiver, dir, email.DoorOptions{Hostname: "bench.example", MaxPerAddress: 100, Resolver: noDNS{}})
	go door.Serve(ctx, ln)
	raws := make([][]byte, n)
	for i := range raws {
		raws[i] = b.mail("door", i)
	}
	const connections = 16
	errs := make(chan error, connections)
	var wg sync.WaitGroup
	start := time.Now()
	for c := range connections {
		wg.Go(func() { errs <- deliver(ln.Addr().String(), to, raws, c, connections) })
	}
	wg.Wait()
	for range connections {
		if err := <-errs; err != nil {
			return 0, err
		}
	}
	return float64(n) / time.Since(start).Seconds(), nil
}

func deliver(addr, to string, raws [][]byte, first, step int) error {
	client, err := smtp.Dial(addr)
	if err != nil {
		return err
	}
	defer client.Close()
	for i := first; i < len(raws); i += step {
		if err := client.Mail("person@company.example"); err != nil {
			return err
		}
		if err := client.Rcpt(to); err != nil {
			return err
		}
		w, err := client.Data()
		if err != nil {
			return err
		}
		if _, err := w.Write(raws[i]); err != nil {
			return err
		}
		if err := w.Close(); err != nil {
			return err
		}
	}
	return client.Quit()
}
