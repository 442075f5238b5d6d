package auth

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/pquerna/otp/totp"

	"parley/internal/parley"
	"parley/internal/store"
	"parley/internal/store/storetest"
)

// clock is a time that tests move.
type clock struct{ at time.Time }

func (c *clock) now() time.Time { return c.at }

func newUser(t *testing.T, db *store.DB, email, password string) *parley.User {
	t.Helper()
	hash, err := HashPassword("password", password)
	if err != nil {
		t.Fatal(err)
	}
	u := &parley.User{Email: email, PasswordHash: hash}
	storetest.Write(t, db, func(tx *store.Tx) error {
		u.ID, u.CreatedAt = parley.UserID(tx.NewID()), tx.Now
		return tx.Insert("user", u)
	})
	return u
}

// ATK-26: the same answer for a wrong password and for nobody; many tries from
// one place are slowed down there and nowhere else.
func TestSignIn_tellsNothingAndLocksNobodyOut(t *testing.T) {
	t.Parallel()
	ctx, at := context.Background(), &clock{time.Date(2026, 5, 1, 9, 0, 0, 0, time.UTC)}
	db := storetest.NewAt(t, at.now)
	newUser(t, db, "ada@shop.test", "a long password")
	try := func(email, password, from string) error {
		_, err := SignIn(ctx, db, Credentials{Email: email, Password: password}, from)
		return err
	}
	wrong, nobody := try("ada@shop.test", "wrong password", "192.0.2.1"), try("nobody@shop.test", "wrong password", "192.0.2.1")
	if wrong == nil || nobody == nil || wrong.Error() != nobody.Error() || parley.KindOf(wrong) != parley.KindOf(nobody) {
		t.Errorf("got %v and %v, want the same", wrong, nobody)
	}
	storetest.Write(t, db, func(tx *store.Tx) error {
		for range triesForAccount {
			if _, err := tx.CountAttempt("signin/ada@shop.test/192.0.2.1", tryWindow); err != nil {
				return err
			}
		}
		return nil
	})
	if err := try("ada@shop.test", "a long password", "192.0.2.1"); parley.KindOf(err) != parley.RateLimited {
		t.Errorf("got %v after many tries from one place", err)
	}
	if err := try(" ADA@shop.test", "a long password", "198.51.100.7"); err != nil {
		t.Errorf("the owner is locked out elsewhere: %v", err)
	}
	at.at = at.at.Add(16 * time.Minute)
	if err := try("ada@shop.test", "a long password", "192.0.2.1"); err != nil {
		t.Errorf("after the pause: %v", err)
	}
}

// SET-11: the second factor is asked for, a code is good once, a recovery code
// too.
func TestSignIn_secondFactor(t *testing.T) {
	t.Parallel()
	ctx, at := context.Background(), &clock{time.Date(2026, 5, 1, 9, 0, 0, 0, time.UTC)}
	db := storetest.NewAt(t, at.now)
	u := newUser(t, db, "ada@shop.test", "a long password")
	secret, uri, err := NewTOTP("Shop", u.Email)
	if err != nil {
		t.Fatal(err)
	}
	if svg, err := QR(uri); err != nil || !strings.HasPrefix(svg, "<svg") || strings.Count(svg, "M") < 100 {
		t.Errorf("got %.80s, %v", svg, err)
	}
	code := func() string {
		c, err := totp.GenerateCode(secret, at.at)
		if err != nil {
			t.Fatal(err)
		}
		return c
	}
	storetest.Write(t, db, func(tx *store.Tx) error { return BeginTOTP(tx, u, secret) })
	pending, err := PendingTOTP(db, db.Read(ctx), u)
	if err != nil || pending != secret {
		t.Fatal(pending, err)
	}
	var recovery []string
	storetest.Write(t, db, func(tx *store.Tx) error { recovery, err = ConfirmTOTP(tx, u, pending, code()); return err })
	try := func(code string) string {
		_, err := SignIn(ctx, db, Credentials{"ada@shop.test", "a long password", code}, "192.0.2.1")
		if e, ok := err.(*parley.Error); ok {
			return e.Code
		} else if err != nil {
			return err.Error()
		}
		return "in"
	}
	at.at = at.at.Add(time.Minute)
	now := code()
	for _, step := range []struct{ code, want string }{{"", "totp_required"}, {"000000", "totp_required"}, {now, "in"}, {now, "totp_required"}, {recovery[0], "in"}, {recovery[0], "totp_required"}} {
		if got := try(step.code); got != step.want {
			t.Errorf("code %q: got %s, want %s", step.code, got, step.want)
		}
	}
}

// ATK-23, ATK-24: tokens are long, kept as hashes, good once and for their
// time; an empty one is nothing.
func TestToken_isGoodOnceAndForItsTime(t *testing.T) {
	t.Parallel()
	ctx, at := context.Background(), &clock{time.Date(2026, 5, 1, 9, 0, 0, 0, time.UTC)}
	db := storetest.NewAt(t, at.now)
	issue := func() (token string) {
		storetest.Write(t, db, func(tx *store.Tx) (err error) {
			token, err = IssueToken(tx, 7, PurposeReset, "", TokenLife)
			return err
		})
		return token
	}
	spend := func(token, purpose string) error {
		return db.Write(ctx, func(tx *store.Tx) error { _, err := SpendToken(tx, token, purpose); return err })
	}
	first := issue()
	if len(first) < 40 || first == issue() {
		t.Errorf("%q is no good token", first)
	}
	token := issue()
	for _, bad := range []struct{ token, purpose string }{{first, PurposeReset}, {"", PurposeReset}, {token, PurposeInvite}, {strings.ToUpper(token), PurposeReset}, {HashToken(token), PurposeReset}} {
		if err := spend(bad.token, bad.purpose); err == nil {
			t.Errorf("%q was accepted as %s", bad.token, bad.purpose)
		}
	}
	if err := spend(token, PurposeReset); err != nil {
		t.Error(err)
	}
	if err := spend(token, PurposeReset); err == nil {
		t.Error("a token was accepted twice")
	}
	late := issue()
	at.at = at.at.Add(TokenLife + time.Minute)
	if err := spend(late, PurposeReset); err == nil {
		t.Error("a token lived on")
	}
}
