package visitor

import (
	"context"

	"parley/internal/channel"
	"parley/internal/parley"
)

// moved tells of places in queues that changed as others were served.
func (l *line) moved(ctx context.Context) ([]channel.News, error) {
	if !l.placed {
		l.placed = true
		return l.allPlaces(ctx)
	}
	var news []channel.News
	r := l.d.db.Read(ctx)
	for id, was := range l.places {
		place, err := r.QueuePosition(id)
		if err != nil {
			return nil, err
		}
		if place != was {
			news = append(news, l.place(id, place)...)
		}
	}
	return news, nil
}

// allPlaces looks once, since the line may have begun while something waited.
func (l *line) allPlaces(ctx context.Context) ([]channel.News, error) {
	talks, err := l.d.Talks(ctx, l.guest)
	var news []channel.News
	for _, t := range talks {
		news = append(news, l.place(t.Thread.ID, t.Place)...)
	}
	return news, err
}

// place notes a place and tells it where it is another than before.
func (l *line) place(id parley.ThreadID, place int) []channel.News {
	if l.places[id] == place {
		return nil
	}
	if l.places == nil {
		l.places = map[parley.ThreadID]int{}
	}
	if l.places[id] = place; place == 0 {
		delete(l.places, id)
	}
	return []channel.News{{Queue: &channel.QueuePlace{ThreadID: id, Place: place}}}
}
