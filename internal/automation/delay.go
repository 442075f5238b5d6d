package automation

import (
	"math/rand/v2"
	"time"
)

// delays are how long each failure of a call waits: ten of them, within a day
// with what jitter adds (HOOK-08).
var delays = []time.Duration{
	time.Minute, 3 * time.Minute, 9 * time.Minute, 25 * time.Minute, time.Hour,
	2 * time.Hour, 3 * time.Hour, 4 * time.Hour, 5 * time.Hour, 6 * time.Hour,
}

// jitter draws by how much the delays of one call are longer, up to a tenth, so
// that those that failed together do not all come back together.
func jitter() func(time.Duration) time.Duration {
	part := rand.Float64() / 10
	return func(d time.Duration) time.Duration {
		return (d + time.Duration(part*float64(d))).Truncate(time.Millisecond)
	}
}
