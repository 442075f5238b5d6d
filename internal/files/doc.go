// Package files is the library of files that people and programs share: in
// folders, with the access that each was given (CAPI-21, CAPI-22). Files of
// messages are attachments and none of its business; but what nothing names any
// more, of whatever kind, is removed here for certain.
//
// Bytes are kept as blobs before a row names them, so a row never lacks its
// bytes. Names are never paths on a disk.
package files
