package auth

import (
	"runtime"
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/alexedwards/argon2id"

	"parley/internal/parley"
)

// params follow RFC 9106's second choice, for machines with little memory.
var params = &argon2id.Params{Memory: 64 * 1024, Iterations: 3, Parallelism: 2, SaltLength: 16, KeyLength: 32}

// hashing bounds how much memory passwords may take at once.
var hashing = make(chan struct{}, max(2, runtime.NumCPU()))

// HashPassword checks a new password and hashes it.
func HashPassword(field, password string) (string, error) {
	if utf8.RuneCountInString(password) < 10 {
		return "", parley.Invalidf(field, "choose a password of at least 10 characters")
	}
	if len(password) > 500 {
		return "", parley.Invalidf(field, "choose a password of at most 500 characters")
	}
	hashing <- struct{}{}
	defer func() { <-hashing }()
	return argon2id.CreateHash(password, params)
}

// nobody is a hash to compare with where there is no user, so that the answer
// takes as long (ATK-26).
var nobody = sync.OnceValue(func() string {
	hash, _ := argon2id.CreateHash(strings.Repeat("x", 32), params)
	return hash
})

// CheckPassword compares in constant time. An empty hash never matches.
func CheckPassword(hash, password string) bool {
	known := hash != ""
	if !known {
		hash = nobody()
	}
	hashing <- struct{}{}
	defer func() { <-hashing }()
	ok, err := argon2id.ComparePasswordAndHash(password, hash)
	return ok && err == nil && known
}
