package blob

import (
	"bufio"
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/minio/minio-go/v7/pkg/credentials"
)

// keys reads the keys of a bucket from a file, anew when it has changed, or from
// the environment. Both name them as Amazon's tools do.
type keys struct {
	file    string
	changed time.Time
}

// names of the two keys, and of the token that goes with keys for a while.
const (
	keyID      = "aws_access_key_id"
	keySecret  = "aws_secret_access_key"
	keySession = "aws_session_token"
)

// RetrieveWithCredContext implements [credentials.Provider].
func (k *keys) RetrieveWithCredContext(*credentials.CredContext) (credentials.Value, error) {
	return k.Retrieve()
}

// Retrieve implements [credentials.Provider].
func (k *keys) Retrieve() (credentials.Value, error) {
	if k.file == "" {
		return value(os.Getenv, strings.ToUpper, "the environment")
	}
	info, err := os.Stat(k.file)
	if err != nil {
		return credentials.Value{}, fmt.Errorf("%w: %w", ErrKeys, err)
	}
	f, err := os.Open(k.file)
	if err != nil {
		return credentials.Value{}, fmt.Errorf("%w: %w", ErrKeys, err)
	}
	defer f.Close()
	found := map[string]string{}
	for lines := bufio.NewScanner(f); lines.Scan(); {
		name, text, ok := strings.Cut(lines.Text(), "=")
		if name = strings.ToLower(strings.TrimSpace(name)); ok && found[name] == "" {
			found[name] = strings.TrimSpace(text)
		}
	}
	v, err := value(func(name string) string { return found[name] }, strings.ToLower, k.file)
	if err == nil {
		k.changed = info.ModTime()
	}
	return v, err
}

func value(read, spelt func(string) string, where string) (credentials.Value, error) {
	id, secret := spelt(keyID), spelt(keySecret)
	v := credentials.Value{AccessKeyID: read(id), SecretAccessKey: read(secret), SessionToken: read(spelt(keySession)), SignerType: credentials.SignatureV4}
	if v.AccessKeyID == "" || v.SecretAccessKey == "" {
		return credentials.Value{}, fmt.Errorf("%w: %s does not hold %s and %s", ErrKeys, where, id, secret)
	}
	return v, nil
}

// IsExpired implements [credentials.Provider]: keys in a file are read again
// when it has changed.
func (k *keys) IsExpired() bool {
	if k.file == "" {
		return false
	}
	info, err := os.Stat(k.file)
	return err == nil && !info.ModTime().Equal(k.changed)
}
