// Package store is the database: transactions, queries, migrations and the
// event log, with one behaviour on SQLite and PostgreSQL.
//
// It answers questions and keeps transactions; it decides nothing. All writes
// of the whole installation happen one transaction at a time (decision record
// 0001): a writer goroutine commits what waits together, so that an fsync is
// shared, and a request that fails is undone alone: by a savepoint of its own, or
// by running the others again. On PostgreSQL an advisory lock, held to the commit, extends that order over all
// nodes. So events are numbered in the order of commits, without a gap, and a
// cursor can never step over one that commits late.
//
// A request runs on the writer's goroutine: it must not do I/O of other kinds
// and must not call Write again.
package store
