package settings

import (
	"context"
	"testing"
	"time"

	"parley/internal/auth"
	"parley/internal/parley"
	"parley/internal/store"
	"parley/internal/store/storetest"
	"parley/internal/triage"
)

// colleague joins the company with some rights.
func colleague(t *testing.T, db *store.DB, email string, rights ...parley.Permission) *parley.User {
	t.Helper()
	u := &parley.User{Email: email, FirstName: email, PasswordHash: "hash", Permissions: rights, CanBeAssigned: true, Availability: parley.Available, Language: "en", Timezone: "UTC"}
	storetest.Write(t, db, func(tx *store.Tx) error {
		u.ID, u.CreatedAt = parley.UserID(tx.NewID()), tx.Now
		return tx.Insert("user", u)
	})
	return u
}

// do runs a verb on a fresh copy of a user.
func do(t *testing.T, db *store.DB, u *parley.User, fn func(tx *store.Tx, u *parley.User) error) error {
	t.Helper()
	return db.Write(context.Background(), func(tx *store.Tx) error {
		fresh, err := tx.User(u.ID)
		if err != nil {
			return err
		}
		return fn(tx, fresh)
	})
}

// SET-08: whoever manages users gives only rights of their own, and none to
// themselves; whoever has more rights is out of their reach.
func TestUpdateUser_nobodyClimbs(t *testing.T) {
	t.Parallel()
	db := storetest.New(t)
	admin, _ := world(t, db)
	manager := colleague(t, db, "manager@shop.test", parley.ManageUsers, parley.ViewReports)
	peer := colleague(t, db, "peer@shop.test")
	plain := colleague(t, db, "plain@shop.test")
	boss := colleague(t, db, "boss@shop.test", parley.DeleteForever)
	for _, c := range []struct {
		name   string
		by, on *parley.User
		change func(u *parley.User)
		want   parley.ErrorKind
	}{
		{"a right that the giver has", manager, peer, func(u *parley.User) { u.Permissions = []parley.Permission{parley.ViewReports} }, ""},
		{"a right that the giver lacks", manager, peer, func(u *parley.User) { u.Permissions = []parley.Permission{parley.AccountAccess} }, parley.Forbidden},
		{"a right for oneself", manager, manager, func(u *parley.User) { u.Permissions = append(u.Permissions, parley.AccountAccess) }, parley.Forbidden},
		{"super admin by somebody who is not", manager, manager, func(u *parley.User) { u.SuperAdmin = true }, parley.Forbidden},
		{"the address of somebody with more rights", manager, boss, func(u *parley.User) { u.Email = "mine@evil.test" }, parley.Forbidden},
		{"the address of a super admin", manager, admin, func(u *parley.User) { u.Email = "mine@evil.test" }, parley.Forbidden},
		{"anything by somebody without the permission", plain, peer, func(u *parley.User) { u.CanBeAssigned = false }, parley.Forbidden},
		{"an unknown right", admin, peer, func(u *parley.User) { u.Permissions = []parley.Permission{"super_admin"} }, parley.Invalid},
		{"an address that is taken", admin, peer, func(u *parley.User) { u.Email = "plain@shop.test" }, parley.Conflict},
		{"a team that is not there", admin, peer, func(u *parley.User) { u.PrimaryTeamID = 999 }, parley.Invalid},
		{"a super admin by a super admin", admin, peer, func(u *parley.User) { u.SuperAdmin = true }, ""},
	} {
		err := do(t, db, c.on, func(tx *store.Tx, u *parley.User) error {
			by, err := tx.User(c.by.ID)
			if err != nil {
				return err
			}
			c.change(u)
			return UpdateUser(tx, by, u)
		})
		if parley.KindOf(err) != c.want {
			t.Errorf("%s: got %v, want %q", c.name, err, c.want)
		}
	}
}

// SET-09: the last super admin stays, whatever is tried; one who was invited
// and has not joined does not count.
func TestLastSuperAdmin_stays(t *testing.T) {
	t.Parallel()
	db := storetest.New(t)
	admin, _ := world(t, db)
	storetest.Write(t, db, func(tx *store.Tx) error {
		_, err := InviteUser(tx, admin, &parley.User{Email: "second@shop.test", SuperAdmin: true})
		return err
	})
	tries := map[string]func(tx *store.Tx, u *parley.User) error{
		"demote":     func(tx *store.Tx, u *parley.User) error { u.SuperAdmin = false; return UpdateUser(tx, admin, u) },
		"deactivate": func(tx *store.Tx, u *parley.User) error { return DeactivateUser(tx, admin, u) },
		"remove":     func(tx *store.Tx, u *parley.User) error { return RemoveUser(tx, admin, u) },
	}
	for name, try := range tries {
		if err := do(t, db, admin, try); parley.KindOf(err) != parley.Conflict {
			t.Errorf("%s: got %v", name, err)
		}
	}
	second := colleague(t, db, "third@shop.test")
	if err := do(t, db, second, func(tx *store.Tx, u *parley.User) error { u.SuperAdmin = true; return UpdateUser(tx, admin, u) }); err != nil {
		t.Fatal(err)
	}
	if err := do(t, db, admin, tries["remove"]); err != nil {
		t.Errorf("with another super admin: %v", err)
	}
}

// VIEW-05, ROUTE-19, SET-09: who leaves loses threads and sessions at once, and
// keeps the name in the history; an address is free again after removal.
func TestLeaving_unassignsAndSignsOut(t *testing.T) {
	t.Parallel()
	for name, leave := range map[string]func(tx *store.Tx, by, u *parley.User) error{"deactivate": DeactivateUser, "remove": RemoveUser} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			ctx, db := context.Background(), storetest.New(t)
			admin, in := world(t, db)
			u := colleague(t, db, "mia@shop.test")
			th := &parley.Thread{InboxID: in.ID, Status: parley.ThreadOpen, BotState: parley.BotNone}
			var session string
			storetest.Write(t, db, func(tx *store.Tx) (err error) {
				th.ID, th.CreatedAt = parley.ThreadID(tx.NewID()), tx.Now
				if err := tx.Insert("thread", th); err != nil {
					return err
				}
				if session, _, err = auth.StartSession(tx, u.ID, "", ""); err != nil {
					return err
				}
				return triage.AssignThread(tx, parley.ByUser(admin.ID), th, parley.ByUser(u.ID), nil)
			})
			if err := do(t, db, u, func(tx *store.Tx, u *parley.User) error { return leave(tx, admin, u) }); err != nil {
				t.Fatal(err)
			}
			if got, err := db.Read(ctx).Thread(th.ID); err != nil || got.AssigneeID != 0 {
				t.Errorf("got assignee %d, %v", got.AssigneeID, err)
			}
			if _, err := auth.Identify(ctx, db, session, ""); err == nil {
				t.Error("the session lives on")
			}
			if got, err := db.Read(ctx).User(u.ID); err != nil || got.Name() != "mia@shop.test" || got.Active() {
				t.Errorf("got %v, %v", got, err)
			}
			err := db.Write(ctx, func(tx *store.Tx) error {
				_, err := InviteUser(tx, admin, &parley.User{Email: "mia@shop.test"})
				return err
			})
			if free := err == nil; free != (name == "remove") {
				t.Errorf("inviting the same address again: %v", err)
			}
		})
	}
}

// ATK-23: an invitation is good once; a newer one voids the older.
func TestJoin_byTheNewestInvitationOnce(t *testing.T) {
	t.Parallel()
	ctx, db := context.Background(), storetest.New(t)
	admin, _ := world(t, db)
	u := &parley.User{Email: "new@shop.test", Language: "en", Timezone: "UTC"}
	var first, second string
	storetest.Write(t, db, func(tx *store.Tx) (err error) { first, err = InviteUser(tx, admin, u); return err })
	storetest.Write(t, db, func(tx *store.Tx) (err error) { second, err = InviteAgain(tx, admin, u); return err })
	join := func(token string) error {
		return db.Write(ctx, func(tx *store.Tx) error {
			_, err := Join(tx, token, Joining{FirstName: "New", Language: "fr", PasswordHash: "hash"})
			return err
		})
	}
	for _, step := range []struct {
		token string
		good  bool
	}{{first, false}, {"", false}, {second, true}, {second, false}} {
		if err := join(step.token); (err == nil) != step.good {
			t.Errorf("token %q: got %v", step.token, err)
		}
	}
}

// ROUTE-16, ROUTE-17, AUTO-06: working hours, absences and holidays set the
// status at their boundaries, in the user's zone; what is set by hand holds
// until the next one.
func TestRunAvailability_setsAtBoundaries(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 5, 4, 5, 0, 0, 0, time.UTC) // a Monday, 07:00 in Paris
	db := storetest.NewAt(t, func() time.Time { return at })
	admin, _ := world(t, db)
	u := colleague(t, db, "mia@shop.test")
	always := colleague(t, db, "sam@shop.test")
	set := func(fn func(tx *store.Tx, u *parley.User) error) {
		t.Helper()
		if err := do(t, db, u, fn); err != nil {
			t.Fatal(err)
		}
	}
	set(func(tx *store.Tx, u *parley.User) error {
		u.Timezone = "Europe/Paris"
		for day := time.Monday; day <= time.Friday; day++ {
			u.Hours = append(u.Hours, parley.WeeklyHours{Day: day, Start: 9 * 60, End: 17 * 60})
		}
		u.OutOfOffice = []parley.Period{{Start: time.Date(2026, 5, 6, 10, 0, 0, 0, time.UTC), End: time.Date(2026, 5, 6, 12, 0, 0, 0, time.UTC)}}
		return UpdateProfile(tx, u)
	})
	storetest.Write(t, db, func(tx *store.Tx) error {
		_, err := AddHoliday(tx, parley.ByUser(admin.ID), "Day off", "2026-05-08")
		return err
	})
	for _, step := range []struct {
		at   string // UTC
		hand parley.Availability
		want parley.Availability
	}{
		{"2026-05-04T05:00", "", parley.Away},
		{"2026-05-04T07:00", "", parley.Available},               // 09:00 in Paris
		{"2026-05-04T08:00", parley.Away, parley.Away},           // by hand
		{"2026-05-04T14:59", "", parley.Away},                    // holds
		{"2026-05-04T15:00", "", parley.Away},                    // 17:00
		{"2026-05-04T16:00", parley.Available, parley.Available}, // works late
		{"2026-05-05T07:01", "", parley.Available},               // the night passed at once
		{"2026-05-06T10:00", "", parley.Away},                    // out of office
		{"2026-05-06T12:00", "", parley.Available},               // back, inside hours
		{"2026-05-07T15:00", "", parley.Away},
		{"2026-05-08T07:05", "", parley.Away}, // holiday
		{"2026-05-11T07:00", "", parley.Available},
	} {
		at, _ = time.Parse("2006-01-02T15:04", step.at)
		if step.hand != "" {
			set(func(tx *store.Tx, u *parley.User) error { return SetAvailability(tx, u, u, step.hand) })
		}
		if err := RunAvailability(context.Background(), db); err != nil {
			t.Fatal(err)
		}
		got, err := db.Read(context.Background()).User(u.ID)
		if err != nil || got.Availability != step.want {
			t.Errorf("%s: got %s, %v, want %s", step.at, got.Availability, err, step.want)
		}
	}
	if got, _ := db.Read(context.Background()).User(always.ID); got.Availability != parley.Available {
		t.Error("somebody without hours was switched")
	}
}

// ROUTE-16: when the status changes by itself is known beforehand, past holidays
// and absences; a night, a change of the clocks and a restart make no
// difference.
func TestRunAvailability_knowsItsNextBoundary(t *testing.T) {
	t.Parallel()
	var at time.Time
	db := storetest.NewAt(t, func() time.Time { return at })
	clock := func(s string) { at, _ = time.Parse("2006-01-02T15:04", s) }
	clock("2026-05-01T00:00")
	admin, _ := world(t, db)
	u := colleague(t, db, "mia@shop.test")
	storetest.Write(t, db, func(tx *store.Tx) error {
		_, err := AddHoliday(tx, parley.ByUser(admin.ID), "Day off", "2026-05-05")
		return err
	})
	u.Timezone, u.OutOfOffice = "Europe/Paris", []parley.Period{{Start: time.Date(2026, 5, 6, 8, 0, 0, 0, time.UTC), End: time.Date(2026, 5, 6, 9, 0, 0, 0, time.UTC)}}
	for day := time.Monday; day <= time.Friday; day++ {
		u.Hours = append(u.Hours, parley.WeeklyHours{Day: day, Start: 9 * 60, End: 17 * 60})
	}
	storetest.Write(t, db, func(tx *store.Tx) error { return UpdateProfile(tx, u) })
	for _, step := range []struct{ now, want string }{
		{"2026-05-04T06:00", "2026-05-04T07:00"}, {"2026-05-04T10:00", "2026-05-04T15:00"}, {"2026-05-04T15:00", "2026-05-06T07:00"}, // over the holiday
		{"2026-05-06T07:30", "2026-05-06T08:00"}, {"2026-05-06T08:30", "2026-05-06T09:00"}, {"2026-05-08T16:00", "2026-05-11T07:00"},
		{"2026-10-23T15:00", "2026-10-26T08:00"}, // winter has come
	} {
		clock(step.now)
		if err := RunAvailability(context.Background(), db); err != nil {
			t.Fatal(err)
		}
		got, err := db.Read(context.Background()).User(u.ID)
		if err != nil || got.HoldsUntil.UTC().Format("2006-01-02T15:04") != step.want {
			t.Errorf("after %s: got %v, %v, want %s", step.now, got.HoldsUntil.UTC(), err, step.want)
		}
	}
}

// ROUTE-16, ROUTE-18: a clock that jumps forward or back settles to the right
// state; a small step back takes nothing away that was set by hand; whose
// status a colleague sets knows who it was, until it changes.
func TestRunAvailability_settlesAfterClockJumps(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 5, 4, 8, 0, 0, 0, time.UTC)
	db := storetest.NewAt(t, func() time.Time { return at })
	admin, _ := world(t, db)
	u := colleague(t, db, "mia@shop.test")
	u.Timezone = "UTC"
	for day := time.Monday; day <= time.Friday; day++ {
		u.Hours = append(u.Hours, parley.WeeklyHours{Day: day, Start: 9 * 60, End: 17 * 60})
	}
	storetest.Write(t, db, func(tx *store.Tx) error { return UpdateProfile(tx, u) })
	for _, step := range []struct {
		at   string
		by   *parley.User
		want parley.Availability
	}{
		{"2026-05-04T10:00:00", nil, parley.Available},
		{"2026-05-04T10:00:05", admin, parley.Away},
		{"2026-05-04T10:00:01", nil, parley.Away},      // a step back by NTP
		{"2026-05-04T10:30:00", nil, parley.Away},      // holds
		{"2031-08-02T03:00:00", nil, parley.Away},      // far ahead, a Saturday
		{"2026-05-04T11:00:00", nil, parley.Available}, // and back: Monday, within hours
		{"2026-05-04T12:00:00", u, parley.Away},
		{"2026-05-03T12:00:00", nil, parley.Away}, // back to Sunday
		{"2026-05-04T12:00:00", nil, parley.Available},
		{"2026-05-01T16:59:59", nil, parley.Available},
		{"2026-05-01T17:00:00", nil, parley.Away},
	} {
		at, _ = time.Parse("2006-01-02T15:04:05", step.at)
		if step.by != nil {
			if err := do(t, db, u, func(tx *store.Tx, u *parley.User) error { return SetAvailability(tx, step.by, u, step.want) }); err != nil {
				t.Fatal(err)
			}
		}
		if err := RunAvailability(context.Background(), db); err != nil {
			t.Fatal(err)
		}
		got, err := db.Read(context.Background()).User(u.ID)
		if err != nil || got.Availability != step.want {
			t.Errorf("%s: got %s, %v, want %s", step.at, got.Availability, err, step.want)
		}
		if by := step.at > "2026-05-04T10:00:00" && step.at < "2026-05-04T10:31"; (got.AvailabilityBy == admin.ID) != by {
			t.Errorf("%s: set by %d", step.at, got.AvailabilityBy)
		}
	}
}
