package parley

import "time"

// ArticleLanguages are those that help articles are written in, the first
// being what everybody else is shown.
var ArticleLanguages = []string{"en", "fr"}

// ArticleCategory gathers help articles.
type ArticleCategory struct {
	ID           ArticleCategoryID
	Names        map[string]string // by language
	Descriptions map[string]string // by language
	Position     int64
	CreatedAt    time.Time
	UpdatedAt    time.Time
}

// Article is one answer, in each language that somebody wrote it in (CHAT-27).
type Article struct {
	ID         ArticleID
	CategoryID ArticleCategoryID
	Position   int64 // in its category
	AuthorID   UserID
	CreatedAt  time.Time
}

// ArticleVersion is an article in one language.
type ArticleVersion struct {
	ID             int64
	ArticleID      ArticleID
	Language       string
	Title          string
	Slug           string // what addresses say beside the number
	Description    string // a sentence for lists and search engines
	HTML           string // cleaned
	Text           string // the same in plain text
	Published      bool   // else a draft, which nobody outside ever sees
	AuthorID       UserID // who wrote to it last
	HelpfulCount   int64
	UnhelpfulCount int64
	CreatedAt      time.Time
	UpdatedAt      time.Time
	Revision       int64     // counts its writings from 1
	PublishedAt    time.Time // when it first was
}

// ArticleFile is a picture that articles show.
type ArticleFile struct {
	Hash        string
	ContentType string
	Size        int64
	UploadedBy  UserID
	CreatedAt   time.Time
}
