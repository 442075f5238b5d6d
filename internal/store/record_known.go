package store

import (
	"fmt"
	"sync"

	"parley/internal/parley"
)

// knownCache keeps what large conditions named, for as long as no record of
// the kind is written: who pages through a result, or looks at a table that
// rests, does not have the same quarter of a million records gathered again.
type knownCache struct {
	mu    sync.Mutex
	kept  map[string]known
	bytes int
}

// known is what was answered at a version of the records of a kind.
type known struct {
	version int64
	set     idSet
	count   int64
}

// knownBytes bounds the cache; when it is full it begins anew.
const knownBytes = 32 << 20

// remember answers from the cache, or asks and keeps the answer. Within a
// transaction nothing is kept: its version may be undone.
func (r *Reader) remember(t parley.ObjectTypeID, text string, args []any, ask func() (known, error)) (known, error) {
	if _, committed := r.run.(*DB); !committed {
		return ask()
	}
	version, err := scalar[int64](r, `SELECT version FROM record_count WHERE type = $1`, t)
	if err != nil {
		return known{}, err
	}
	c, key := &r.db.known, text+"\x00"+fmt.Sprint(args...)
	c.mu.Lock()
	f, ok := c.kept[key]
	c.mu.Unlock()
	if ok && f.version == version {
		return f, nil
	}
	if f, err = ask(); err != nil {
		return f, err
	}
	f.version = version
	size := len(key) + len(f.set)*8<<10 + 100
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.kept == nil || c.bytes+size > knownBytes {
		c.kept, c.bytes = map[string]known{}, 0
	}
	c.kept[key] = f
	c.bytes += size
	return f, nil
}

// named is all that a condition names.
func (r *Reader) named(t parley.ObjectTypeID, source string, given []any, passing bool) (idSet, error) {
	ask := func() (known, error) {
		w := &where{}
		w.add(r.db.dialect.numberList(source), given...)
		list, err := scalar[string](r, w.conds[0], w.args...)
		return known{set: parseSet(list)}, err
	}
	if passing {
		f, err := ask()
		return f.set, err
	}
	f, err := r.remember(t, source, given, ask)
	return f.set, err
}

// matching returns all that match where conditions name many: what each names,
// laid over another. It reports false where one cannot name anything, or where
// nothing keeps to the kind.
func (r *Reader) matching(q RecordQuery, groups [][]condition) (idSet, bool, error) {
	for _, conds := range groups {
		kept := false
		for _, c := range conds {
			kept = kept || c.own
			if c.source == "" && c.except == "" {
				return nil, false, nil
			}
		}
		if !kept {
			return nil, false, nil
		}
	}
	all := idSet{}
	for _, conds := range groups {
		set, err := r.together(q, conds)
		if err != nil {
			return nil, false, err
		}
		all = all.or(set)
	}
	return all, true, nil
}

// together is what all conditions of a group name.
func (r *Reader) together(q RecordQuery, conds []condition) (set idSet, err error) {
	for _, c := range conds {
		if c.source == "" {
			continue
		}
		named, err := r.named(q.Type.ID, c.source, c.given, c.passing)
		if err != nil {
			return nil, err
		}
		if set == nil {
			set = named
		} else {
			set = set.and(named)
		}
	}
	for _, c := range conds {
		if c.except == "" {
			continue
		}
		named, err := r.named(q.Type.ID, c.except, c.given, c.passing)
		if err != nil {
			return nil, err
		}
		set = set.without(named)
	}
	return set, nil
}
