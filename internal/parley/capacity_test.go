package parley

import "testing"

// ROUTE-12, ROUTE-13: each kind of work has its own limit beside that of all;
// zero is none, and a member's own limits stand in place of everybody's.
func TestCapacity(t *testing.T) {
	t.Parallel()
	load := Load{WorkMessaging: 3, WorkCalling: 1, WorkEmail: 10}
	for name, c := range map[string]struct {
		capacity    Capacity
		work        Work
		full        bool
		have, limit int
	}{
		"no limit":               {Capacity{}, WorkEmail, false, 0, 0},
		"room for one more":      {Capacity{Messaging: 4}, WorkMessaging, false, 0, 0},
		"as many as possible":    {Capacity{Messaging: 3}, WorkMessaging, true, 3, 3},
		"more, by hand":          {Capacity{Messaging: 2}, WorkMessaging, true, 3, 2},
		"another kind is full":   {Capacity{Messaging: 3}, WorkEmail, false, 0, 0},
		"all kinds together":     {Capacity{Total: 14}, WorkCalling, true, 14, 14},
		"the kind is told first": {Capacity{Total: 14, Email: 5}, WorkEmail, true, 10, 5},
	} {
		if full, have, limit := c.capacity.Full(load, c.work); full != c.full || have != c.have || limit != c.limit {
			t.Errorf("%s: got %v, %d of %d", name, full, have, limit)
		}
	}
	inbox := &InboxCapacity{Everyone: Capacity{Messaging: 5}, Users: map[UserID]Capacity{7: {Email: 2}}}
	if inbox.For(1) != (Capacity{Messaging: 5}) || inbox.For(7) != (Capacity{Email: 2}) || (*InboxCapacity)(nil).For(7) != (Capacity{}) {
		t.Errorf("got %v and %v", inbox.For(1), inbox.For(7))
	}
	if !inbox.Forget(7) || inbox.Forget(7) || inbox.For(7) != inbox.Everyone {
		t.Error("who is gone keeps limits")
	}
	for channel, want := range map[ChannelKind]Work{ChannelChat: WorkMessaging, ChannelWhatsApp: WorkMessaging, ChannelMessenger: WorkMessaging, ChannelCall: WorkCalling, ChannelEmail: WorkEmail, ChannelForm: WorkEmail, ChannelCustom: WorkEmail} {
		if got := channel.Work(); got != want {
			t.Errorf("%s is %s", channel, got)
		}
	}
}
