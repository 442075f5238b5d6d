package bench

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"os"
	"os/exec"
	"slices"
	"sync"
	"sync/atomic"
	"time"
)

// ChatOptions say how big the crowd is.
type ChatOptions struct {
	Sockets []int // visitors with an open line, one run after another
	Agents  int   // with an open stream each
	Rate    int   // messages a second in all, each answered
	Seconds int
}

const chatAddress = "127.0.0.1:18090"

// Chat measures live chat on the whole program, as a process of its own: from a
// visitor's message to each agent's stream, from an agent's answer to the
// visitor's line, the memory of a line, and what the team feels of a flood.
func (b *Bench) Chat(ctx context.Context, o ChatOptions, args ...string) error {
	self, err := os.Executable()
	if err != nil {
		return err
	}
	cmd := exec.Command(self, append([]string{"serve", "--listen", chatAddress, "--smtp-listen", "off", "--log-level", "error"}, args...)...)
	cmd.Stderr = os.Stderr
	if err := cmd.Start(); err != nil {
		return err
	}
	defer func() {
		cmd.Process.Signal(os.Interrupt)
		cmd.Wait()
	}()
	if err := firstAnswer(ctx, "http://"+chatAddress+"/healthz"); err != nil {
		return err
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	team, err := b.seatTeam(ctx, o.Agents)
	if err != nil {
		return err
	}
	crowd, err := b.newCrowd(ctx)
	if err != nil {
		return err
	}
	team.settle()
	before := residentMB(cmd.Process.Pid)
	for _, n := range o.Sockets {
		if err := crowd.grow(ctx, n); err != nil {
			return err
		}
		time.Sleep(3 * time.Second) // memory at rest
		b.Value("PERF-08", fmt.Sprintf("%d lines and %d agents: memory of the server", n, o.Agents), "MB", residentMB(cmd.Process.Pid))
		b.Value("PERF-08", fmt.Sprintf("%d lines: memory of one", n), "KB", (residentMB(cmd.Process.Pid)-before)*1024/float64(n))
		if err := b.converse(ctx, team, crowd, n, o); err != nil {
			return err
		}
	}
	return b.flood(ctx, team, crowd)
}

// converse lets visitors write at a rate, and agents answer each.
func (b *Bench) converse(ctx context.Context, team *team, crowd *crowd, lines int, o ChatOptions) error {
	var in, seen, back times
	var work sync.WaitGroup
	errs := make(chan error, o.Rate*o.Seconds)
	tick := time.NewTicker(time.Second / time.Duration(o.Rate))
	defer tick.Stop()
	for i := range o.Rate * o.Seconds {
		<-tick.C
		v := crowd.visitors[rand.IntN(len(crowd.visitors))]
		work.Go(func() {
			word := fmt.Sprintf("word-%d-%d", lines, i)
			started := time.Now()
			heard := team.listen(word)
			thread, err := v.say(ctx, word)
			if err != nil {
				errs <- err
				return
			}
			in.add(time.Since(started))
			seen.add(team.wait(ctx, heard, started)...)
			started = time.Now()
			told := v.listen(word + "-answer")
			if err := team.answer(ctx, thread, word+"-answer"); err != nil {
				errs <- err
				return
			}
			select {
			case at := <-told:
				back.add(at.Sub(started))
			case <-time.After(30 * time.Second):
				errs <- errors.New("an answer did not arrive")
			case <-ctx.Done():
			}
		})
	}
	work.Wait()
	close(errs)
	if err := <-errs; err != nil {
		return fmt.Errorf("%d of %d conversations failed: %w", len(errs)+1, o.Rate*o.Seconds, err)
	}
	name := fmt.Sprintf("%d lines, %d messages/s: ", lines, o.Rate)
	b.add("PERF-08", name+"visitor's message accepted", in.list)
	b.add("PERF-08", name+"visitor to agent's stream", seen.list)
	b.add("PERF-08", name+"agent to visitor's line", back.list)
	return nil
}

// flood lets thousands write at once and asks what agents then feel.
func (b *Bench) flood(ctx context.Context, team *team, crowd *crowd) error {
	ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	thread, err := crowd.visitors[0].say(ctx, "before the flood")
	if err != nil {
		return err
	}
	var took, told times
	var stored, slowed atomic.Int64
	var work sync.WaitGroup
	for _, some := range slices.Collect(slices.Chunk(crowd.visitors, max(1, len(crowd.visitors)/400))) {
		work.Go(func() {
			for ctx.Err() == nil {
				for _, v := range some {
					_, err := v.say(ctx, "flood")
					switch {
					case ctx.Err() != nil:
						return
					case errors.Is(err, errSlowed):
						slowed.Add(1)
						time.Sleep(50 * time.Millisecond)
					case err == nil:
						stored.Add(1)
					}
				}
			}
		})
	}
	for i := 0; ctx.Err() == nil; i++ {
		started := time.Now()
		if err := team.look(ctx); err == nil {
			took.add(time.Since(started))
		}
		started = time.Now()
		if err := team.answer(ctx, thread, fmt.Sprintf("flood-%d", i)); err == nil {
			told.add(time.Since(started))
		}
	}
	work.Wait()
	b.add("ATK-37", "a flood of 400 at once: an agent's open list", took.list)
	b.add("ATK-37", "a flood of 400 at once: an agent's answer on disk", told.list)
	b.Value("ATK-37", "a flood of 400 at once: taken in", "messages/s", float64(stored.Load())/10)
	b.Value("ATK-37", "a flood of 400 at once: asked to slow down", "1/s", float64(slowed.Load())/10)
	return nil
}

// times gathers durations from many.
type times struct {
	mu   sync.Mutex
	list []time.Duration
}

func (t *times) add(d ...time.Duration) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.list = append(t.list, d...)
}

var errSlowed = errors.New("asked to slow down")

// refused reads the answer to a request that was not served.
func refused(res *http.Response) error {
	if res.StatusCode == http.StatusTooManyRequests || res.StatusCode == http.StatusServiceUnavailable {
		return errSlowed
	}
	return fmt.Errorf("%s: %s", res.Request.URL.Path, res.Status)
}
