package httpapi

import (
	"parley/internal/notify"
	"parley/internal/settings"
	"parley/internal/store"
)

// TopicWays says by which ways one hears of a topic.
type TopicWays struct {
	Topic   string `json:"topic"`
	Bell    bool   `json:"bell"`
	Email   bool   `json:"email"`
	Browser bool   `json:"browser"`
	Popup   bool   `json:"popup"`
}

// NotificationSettings is all topics.
type NotificationSettings struct {
	Topics []TopicWays `json:"topics"`
}

func presentChoices(c notify.Choices) *NotificationSettings {
	out := &NotificationSettings{[]TopicWays{}}
	for _, topic := range notify.Topics {
		w := c[topic]
		out.Topics = append(out.Topics, TopicWays{string(topic), w.Bell, w.Email, w.Browser, w.Popup})
	}
	return out
}

type choicesInput struct {
	Body struct {
		Topics []TopicWays `json:"topics" maxItems:"50"`
	}
}

func (in *choicesInput) choices() notify.Choices {
	out := notify.Choices{}
	for _, t := range in.Body.Topics {
		out[notify.Topic(t.Topic)] = notify.Ways{Bell: t.Bell, Email: t.Email, Browser: t.Browser, Popup: t.Popup}
	}
	return out
}

func (c *call) myNotifications(*struct{}) (*NotificationSettings, error) {
	choices, err := notify.ChoicesOf(c.s.DB.Read(c), c.User.ID)
	return presentChoices(choices), err
}

func (c *call) setMyNotifications(in *choicesInput) (*NotificationSettings, error) {
	if err := c.write(func(tx *store.Tx) error { return notify.SetChoices(tx, c.User.ID, in.choices()) }); err != nil {
		return nil, err
	}
	return c.myNotifications(nil)
}

func (c *call) notificationDefaults(*struct{}) (*NotificationSettings, error) {
	choices, err := notify.Defaults(c.s.DB.Read(c))
	return presentChoices(choices), err
}

func (c *call) setNotificationDefaults(in *choicesInput) (*NotificationSettings, error) {
	err := c.write(func(tx *store.Tx) error {
		if err := notify.SetDefaults(tx, in.choices()); err != nil {
			return err
		}
		return settings.Note(tx, c.Actor(), "setting.changed", "setting", 0, map[string]any{"key": "notification_defaults"})
	})
	if err != nil {
		return nil, err
	}
	return c.notificationDefaults(nil)
}
