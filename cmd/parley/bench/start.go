package bench

import (
	"context"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"time"
)

// Start measures the whole program: from its start to its first answer, and
// the memory it then holds.
func (b *Bench) Start(ctx context.Context, args ...string) error {
	const address = "127.0.0.1:18089"
	self, err := os.Executable()
	if err != nil {
		return err
	}
	var took []time.Duration
	var memory float64
	for range 5 {
		cmd := exec.CommandContext(ctx, self, append([]string{"serve", "--listen", address, "--smtp-listen", "off", "--log-level", "error"}, args...)...)
		cmd.Stderr = os.Stderr
		start := time.Now()
		if err := cmd.Start(); err != nil {
			return err
		}
		if err := firstAnswer(ctx, "http://"+address+"/healthz"); err != nil {
			cmd.Process.Kill()
			return err
		}
		took = append(took, time.Since(start))
		time.Sleep(time.Second) // memory at rest, not at birth
		memory = residentMB(cmd.Process.Pid)
		cmd.Process.Signal(os.Interrupt)
		cmd.Wait()
	}
	b.add("PERF-01", "start to first answer", took)
	b.Value("PERF-02", "memory at rest", "MB", memory)
	return nil
}

func firstAnswer(ctx context.Context, url string) error {
	for deadline := time.Now().Add(30 * time.Second); time.Now().Before(deadline); {
		res, err := http.Get(url)
		if err == nil {
			res.Body.Close()
			if res.StatusCode == http.StatusOK {
				return nil
			}
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(2 * time.Millisecond):
		}
	}
	return fmt.Errorf("%s did not answer", url)
}

// residentMB reads what the kernel says of a process; zero where it says
// nothing.
func residentMB(pid int) float64 {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return 0
	}
	for line := range strings.Lines(string(text)) {
		if rest, ok := strings.CutPrefix(line, "VmRSS:"); ok {
			kb, _ := strconv.ParseFloat(strings.Fields(rest)[0], 64)
			return kb / 1024
		}
	}
	return 0
}
