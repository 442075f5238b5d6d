package settings

import (
	"time"

	"parley/internal/parley"
	"parley/internal/store"
	"parley/internal/triage"
)

// DeactivateUser ends a colleague's access at once; threads lose their owner
// and the history stays (SET-09, VIEW-05).
func DeactivateUser(tx *store.Tx, by, u *parley.User) error {
	if !u.Active() {
		return nil
	}
	if err := leave(tx, by, u); err != nil {
		return err
	}
	u.DeactivatedAt = tx.Now
	if err := tx.Save("user", u); err != nil {
		return err
	}
	if err := noteUser(tx, by, u, "user.deactivated", nil); err != nil {
		return err
	}
	return triage.DropAssignee(tx, parley.ByUser(by.ID), u.ID, 0, "deactivated")
}

// ReactivateUser lets a deactivated colleague in again.
func ReactivateUser(tx *store.Tx, by, u *parley.User) error {
	if err := mayManage(by, u); err != nil {
		return err
	}
	if !u.RemovedAt.IsZero() {
		return parley.Errorf(parley.Conflict, "this person was removed: send a new invitation")
	}
	u.DeactivatedAt = time.Time{}
	if err := tx.Save("user", u); err != nil {
		return err
	}
	if s, err := scheduleOf(tx, u); err != nil {
		return err
	} else if !s.Empty() && !pending(u) {
		if err := settle(tx, u, s); err != nil {
			return err
		}
	}
	return noteUser(tx, by, u, "user.reactivated", nil)
}

// RemoveUser takes a colleague out for good. The name stays on what he or she
// wrote; the address is free for a new invitation.
func RemoveUser(tx *store.Tx, by, u *parley.User) error {
	if !u.RemovedAt.IsZero() {
		return nil
	}
	if err := leave(tx, by, u); err != nil {
		return err
	}
	u.RemovedAt = tx.Now
	u.PasswordHash, u.TOTPSecret, u.RecoveryHashes = "", nil, nil
	u.SuperAdmin, u.Permissions, u.PrimaryTeamID, u.ExtraTeamIDs = false, nil, 0, nil
	if err := tx.Save("user", u); err != nil {
		return err
	}
	if err := tx.DropIdentities(u.ID); err != nil {
		return err
	}
	if err := forget(tx, u.ID, 0); err != nil {
		return err
	}
	if err := noteUser(tx, by, u, "user.removed", nil); err != nil {
		return err
	}
	return triage.DropAssignee(tx, parley.ByUser(by.ID), u.ID, 0, "removed")
}

// leave is common to going for a while and for good.
func leave(tx *store.Tx, by, u *parley.User) error {
	if err := mayManage(by, u); err != nil {
		return err
	}
	if u.SuperAdmin {
		if err := keepAdmin(tx, u); err != nil {
			return err
		}
	}
	if err := tx.EndSessions(u.ID, 0); err != nil {
		return err
	}
	return tx.DropAllTokens(u.ID)
}
