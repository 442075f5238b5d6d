package parley

import (
	"slices"
	"strconv"
	"time"
)

// ChatflowLive is the kind of chatflow that leads to people. Bots are others.
const ChatflowLive = "live_chat"

// Chatflow says on which pages the widget of a chat account shows, to whom,
// and what it says. The one with the lowest position that fits shows (BOT-05).
type Chatflow struct {
	ID        ChatflowID
	Kind      string
	Name      string
	AccountID ChannelAccountID
	Language  string
	Active    bool
	Position  int64
	Build     ChatflowBuild
	Target    ChatflowTarget
	Display   ChatflowDisplay
	Options   ChatflowOptions
	CreatedAt time.Time
	UpdatedAt time.Time
}

// ChatflowBuild is what a chat begins with.
type ChatflowBuild struct {
	Welcome      string       `json:"welcome" maxLength:"2000"`
	EmailCapture EmailCapture `json:"email_capture"`
	Consent      ConsentAsk   `json:"consent"`
	Knowledge    bool         `json:"knowledge"`
}

// EmailCapture asks for an address (CHAT-10).
type EmailCapture struct {
	When   string `json:"when" enum:"off,before,after"`
	Prompt string `json:"prompt" maxLength:"500"`
}

// ConsentAsk asks for a yes before the first message (CHAT-17).
type ConsentAsk struct {
	Mode   string `json:"mode" enum:"off,notice,required"`
	Text   string `json:"text" maxLength:"2000"`
	Button string `json:"button" maxLength:"100"`
}

// ChatflowTarget says where and to whom a chatflow shows: one of Show must fit
// and none of Hide may (BOT-03), and the visitor's conditions must hold (BOT-04).
type ChatflowTarget struct {
	Show    []PageRule  `json:"show" maxItems:"50"`
	Hide    []PageRule  `json:"hide" maxItems:"50"`
	Visitor VisitorRule `json:"visitor"`
}

// PageRule is a condition on the page's address.
type PageRule struct {
	Kind  string `json:"kind" enum:"all,is,contains,begins,wildcard,param_is,param_contains"`
	Value string `json:"value" maxLength:"1000"`
	Param string `json:"param" maxLength:"200"` // of param_is and param_contains
}

// VisitorRule holds where one of Any does; without any it always holds.
type VisitorRule struct {
	Any []VisitorConditions `json:"any" maxItems:"20"`
}

// VisitorConditions hold where all do.
type VisitorConditions struct {
	All []VisitorCondition `json:"all" maxItems:"20"`
}

// VisitorCondition compares one thing known of a visitor.
type VisitorCondition struct {
	Field string `json:"field" enum:"known,list,property,device,country,returning,views,seconds_on_page,language,referrer"`
	Name  string `json:"name" maxLength:"100"` // of a property
	Op    string `json:"op" enum:"is,is_not,contains,not_contains,at_least,at_most"`
	Value string `json:"value" maxLength:"500"`
}

// ChatflowDisplay is how the chat shows itself.
type ChatflowDisplay struct {
	Heading ChatHeading `json:"heading"`
	Desktop ChatOnset   `json:"desktop"`
	Mobile  ChatOnset   `json:"mobile"`
}

// ChatHeading is who stands on top of the chat (CHAT-04).
type ChatHeading struct {
	Mode       string   `json:"mode"` // "people", "owner" or "custom"
	UserIDs    []UserID `json:"user_ids"`
	TeamIDs    []TeamID `json:"team_ids"`
	Name       string   `json:"name"`
	Text       string   `json:"text"`
	AvatarHash string   `json:"avatar_hash"`
}

// ChatOnset is what the widget does by itself on a kind of device (CHAT-06).
type ChatOnset struct {
	On        bool         `json:"on"`
	Behaviour string       `json:"behaviour" enum:"open,bubble,launcher"`
	Triggers  ChatTriggers `json:"triggers"`
}

// ChatTriggers say when; any one that is set.
type ChatTriggers struct {
	Load    bool `json:"load"`
	Seconds int  `json:"seconds" minimum:"0" maximum:"3600"` // zero: not by time
	Scroll  int  `json:"scroll" minimum:"0" maximum:"100"`   // per cent; zero: not by scrolling
	Exit    bool `json:"exit"`
}

// ChatflowOptions are the rest (BOT-16, CHAT-19).
type ChatflowOptions struct {
	ErrorText      string `json:"error_text" maxLength:"500"`
	SessionMinutes int    `json:"session_minutes" minimum:"1" maximum:"1440"`
	Rating         bool   `json:"rating"`
}

// NewChatflow is a live chat for all pages with what most want.
func NewChatflow(name, language, welcome string) *Chatflow {
	onset := ChatOnset{On: true, Behaviour: "launcher", Triggers: ChatTriggers{Load: true}}
	return &Chatflow{Kind: ChatflowLive, Name: name, Language: language, Active: true,
		Build:   ChatflowBuild{Welcome: welcome, EmailCapture: EmailCapture{When: "after"}, Consent: ConsentAsk{Mode: "off"}},
		Target:  ChatflowTarget{Show: []PageRule{{Kind: "all"}}, Hide: []PageRule{}, Visitor: VisitorRule{Any: []VisitorConditions{}}},
		Display: ChatflowDisplay{Heading: ChatHeading{Mode: "people", UserIDs: []UserID{}, TeamIDs: []TeamID{}}, Desktop: onset, Mobile: onset},
		Options: ChatflowOptions{SessionMinutes: 30}}
}

// ChatSettings is what an administrator chooses for a chat account (CHAT-03,
// CHAT-07, CHAT-08).
type ChatSettings struct {
	Accent       string           `json:"accent" pattern:"^(#[0-9a-fA-F]{6})?$"`
	Font         string           `json:"font" maxLength:"200"`
	AvatarHash   string           `json:"avatar_hash" maxLength:"64"`
	Side         string           `json:"side" enum:"right,left"`
	Bottom       int              `json:"bottom" minimum:"0" maximum:"500"`
	Edge         int              `json:"edge" minimum:"0" maximum:"500"`
	Mobile       ChatPlace        `json:"mobile"`
	Sites        []string         `json:"sites" maxItems:"100"` // origins that may carry the widget; none: any
	Availability ChatAvailability `json:"availability"`
	ReplyTime    string           `json:"reply_time" enum:",minutes,hours,day"`
	Away         ChatAway         `json:"away"`
	Attachments  bool             `json:"attachments"`
	IdleMinutes  int              `json:"idle_minutes" minimum:"1" maximum:"1440"`
}

// ChatPlace is where the launcher stands, in pixels from bottom and edge.
type ChatPlace struct {
	Side   string `json:"side" enum:"right,left"`
	Bottom int    `json:"bottom" minimum:"0" maximum:"500"`
	Edge   int    `json:"edge" minimum:"0" maximum:"500"`
}

// ChatAvailability says when somebody is there (CHAT-07).
type ChatAvailability struct {
	Mode     string        `json:"mode" enum:"always,hours,users"`
	Hours    []WeeklyHours `json:"hours" maxItems:"35"`
	Timezone string        `json:"timezone" maxLength:"60"`
}

// ChatAway says what shows when nobody is (CHAT-08).
type ChatAway struct {
	Behaviour string `json:"behaviour" enum:"hide,return_time,message,nothing"`
	Message   string `json:"message" maxLength:"1000"`
	Returns   bool   `json:"returns"` // the time of return stands with the message
}

// DefaultChatSettings are those of a new chat account.
func DefaultChatSettings(timezone string) *ChatSettings {
	return &ChatSettings{Accent: "#0b5c70", Side: "right", Bottom: 20, Edge: 20, Mobile: ChatPlace{"right", 20, 20}, Sites: []string{},
		Availability: ChatAvailability{Mode: "always", Hours: []WeeklyHours{}, Timezone: timezone}, Away: ChatAway{Behaviour: "return_time", Returns: true},
		Attachments: true, IdleMinutes: 30}
}

// ListsAsked are the lists of contacts that the targeting of some chatflows
// asks about (BOT-04).
func ListsAsked(flows []*Chatflow) (ids []int64) {
	for _, f := range flows {
		for _, some := range f.Target.Visitor.Any {
			for _, c := range some.All {
				if id, err := strconv.ParseInt(c.Value, 10, 64); c.Field == "list" && err == nil && !slices.Contains(ids, id) {
					ids = append(ids, id)
				}
			}
		}
	}
	return ids
}
