package visitor

import (
	"context"
	"time"

	"parley/internal/channel"
	"parley/internal/parley"
)

// placesEvery bounds how often a line looks at its places, however fast a
// queue moves.
const placesEvery = time.Second

// patience is how long a line waits that has nothing to tell: shorter where a
// queue moved in which it stands.
func (l *line) patience(d time.Duration) time.Duration {
	if !l.stale {
		return d
	}
	return min(d, max(0, placesEvery-time.Since(l.looked)))
}

// moved tells of places in queues that changed as others were served.
func (l *line) moved(ctx context.Context) ([]channel.News, error) {
	l.looked, l.stale = time.Now(), false
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
	l.hub.Wait(len(l.places) > 0)
	return []channel.News{{Queue: &channel.QueuePlace{ThreadID: id, Place: place}}}
}
