package store

import (
	"reflect"
	"sync"
	"unsafe"

	"modernc.org/libc"
	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

// registerAlone opens connections as SQLITE_OPEN_NOMUTEX would
// (https://sqlite.org/threadsafe.html), for which the driver has no option:
// database/sql gives a connection to one goroutine at a time, and the mutex,
// taken for each cell of each row, is a fifth of what a list costs.
var registerAlone = sync.OnceFunc(func() {
	sqlite.RegisterConnectionHook(func(conn sqlite.ExecQuerierContext, _ string) error {
		dropMutex(conn)
		return nil
	})
})

// dropMutex frees the mutex of a connection, if it is where it was in the driver
// that this was written for.
func dropMutex(conn any) bool {
	v := reflect.Indirect(reflect.ValueOf(conn))
	if v.Kind() != reflect.Struct {
		return false
	}
	handle := v.FieldByName("db")
	if handle.Kind() != reflect.Uintptr || handle.Uint() == 0 {
		return false
	}
	db := uintptr(handle.Uint())
	at := db + unsafe.Offsetof(sqlite3.Tsqlite3{}.Fmutex)
	mutex := sqlite3.Xsqlite3_db_mutex(nil, db)
	if mutex == 0 || libc.AtomicLoadPUintptr(at) != mutex {
		return false
	}
	libc.AtomicStorePUintptr(at, 0)
	tls := libc.NewTLS()
	defer tls.Close()
	sqlite3.Xsqlite3_mutex_free(tls, mutex)
	return true
}
