package store

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"errors"
	"fmt"
)

// sealer encrypts secrets with a key that is kept outside the database
// (ATK-38): AES-256-GCM, the nonce in front, the name of the place as
// additional data, so that a sealed value is worth nothing elsewhere.
type sealer struct{ aead cipher.AEAD }

func newSealer(key []byte) (*sealer, error) {
	if len(key) == 0 {
		return nil, nil
	}
	if len(key) != 32 {
		return nil, fmt.Errorf("secret key: want 32 bytes, got %d", len(key))
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, err
	}
	aead, err := cipher.NewGCM(block)
	if err != nil {
		return nil, err
	}
	return &sealer{aead}, nil
}

var errNoKey = errors.New("no secret key is set; give the key with which this database was made")

// Seal encrypts value for a place.
func (db *DB) Seal(place string, value []byte) ([]byte, error) {
	if db.sealer == nil {
		return nil, errNoKey
	}
	nonce := make([]byte, db.sealer.aead.NonceSize())
	rand.Read(nonce)
	return db.sealer.aead.Seal(nonce, nonce, value, []byte(place)), nil
}

// Unseal is the reverse of Seal.
func (db *DB) Unseal(place string, sealed []byte) ([]byte, error) {
	if db.sealer == nil {
		return nil, errNoKey
	}
	n := db.sealer.aead.NonceSize()
	if len(sealed) < n {
		return nil, fmt.Errorf("%s: sealed value is too short", place)
	}
	value, err := db.sealer.aead.Open(nil, sealed[:n], sealed[n:], []byte(place))
	if err != nil {
		return nil, fmt.Errorf("%s: cannot be unsealed; was the secret key changed? %w", place, err)
	}
	return value, nil
}

// Seal is [DB.Seal].
func (tx *Tx) Seal(place string, value []byte) ([]byte, error) { return tx.db.Seal(place, value) }
