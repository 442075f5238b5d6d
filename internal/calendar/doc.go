// Package calendar reads and writes invitations: iCalendar (RFC 5545), as far as
// asking, answering and calling off need it (iTIP, RFC 5546; by mail iMIP,
// RFC 6047). It reads calendars of holidays too.
//
// It reads what strangers write. What it takes is bounded before it is looked
// at: bytes, lines, the length of a line, depth and guests; it never recurses
// and never expands a rule of repetition, it only says that there is one. A
// library would do, but those at hand recurse without end or panic on a line
// that breaks off.
package calendar
