package main

import (
	"fmt"
	"os"
	"sync/atomic"
	"time"

	"github.com/vbauerster/mpb/v8"
	"github.com/vbauerster/mpb/v8/decor"
)

// bar shows how far long work has come.
type bar interface {
	set(count, done int64) // mails so far, and the measure of the total
	end()
}

// newBar draws on a terminal and writes a line now and then elsewhere.
func newBar(out *os.File, name string, total int64, bytes bool) bar {
	info, err := out.Stat()
	if err != nil || info.Mode()&os.ModeCharDevice == 0 {
		return &lineBar{out: out, name: name, total: total, last: time.Now()}
	}
	pool := mpb.New(mpb.WithOutput(out), mpb.WithWidth(50))
	b := &drawnBar{pool: pool}
	b.bar = pool.AddBar(total,
		mpb.PrependDecorators(decor.Name(name+" "), decor.Any(func(decor.Statistics) string { return fmt.Sprintf("%d mails ", b.count.Load()) })),
		mpb.AppendDecorators(decor.Percentage(), decor.Name(" "), decor.OnComplete(decor.AverageETA(decor.ET_STYLE_GO), "done")))
	return b
}

type drawnBar struct {
	pool  *mpb.Progress
	bar   *mpb.Bar
	count atomic.Int64
}

func (b *drawnBar) set(count, done int64) {
	b.count.Store(count)
	b.bar.SetCurrent(done)
}

func (b *drawnBar) end() {
	if !b.bar.Completed() {
		b.bar.Abort(false)
	}
	b.pool.Wait()
}

// lineBar is for logs: a line each few seconds.
type lineBar struct {
	out   *os.File
	name  string
	total int64
	last  time.Time
}

func (b *lineBar) set(count, done int64) {
	if time.Since(b.last) < 5*time.Second || b.total == 0 {
		return
	}
	b.last = time.Now()
	fmt.Fprintf(b.out, "%s: %d mails, %d%%\n", b.name, count, done*100/b.total)
}

func (b *lineBar) end() {}
