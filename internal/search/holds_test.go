package search

import (
	"math/rand/v2"
	"strings"
	"testing"
)

// Both ways of looking say the same of random texts (FILT-02).
func TestHolds(t *testing.T) {
	t.Parallel()
	rng := rand.New(rand.NewPCG(3, 4))
	parts := []string{"ab", "a", "b", "abc", " ", " ", ".", "-", "0", "Ab", "é", "東京", strings.Repeat("x", 70), "x", "@", "\n"}
	build := func(n int) string {
		var b strings.Builder
		for range n {
			b.WriteString(parts[rng.IntN(len(parts))])
		}
		return b.String()
	}
	found := 0
	for range 100_000 {
		text, words, prefix := build(rng.IntN(14)), Words(build(1+rng.IntN(4))), rng.IntN(2) == 0
		if len(words) == 0 {
			continue
		}
		want := stand(Words(text), words, prefix)
		if got := Holds(text, words, prefix); got != want {
			t.Fatalf("Holds(%q, %q, %v) = %v, want %v", text, words, prefix, got, want)
		}
		if want {
			found++
		}
	}
	if found < 1000 {
		t.Errorf("only %d texts held the words", found)
	}
}
