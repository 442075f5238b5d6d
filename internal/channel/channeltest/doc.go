// Package channeltest helps to test adapters against real peers: a sink,
// directory and memory that work without a database, a private Dovecot, a
// relay whose faults are scripted, and a proxy that cuts connections.
package channeltest
