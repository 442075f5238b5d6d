// Package importer moves an account of HubSpot in, through its public API:
// definitions, records with their associations, conversations with their files.
// What was moved keeps where it came from, so that it can be run again: a
// second run changes what has changed there, and nothing else. It wakes nobody
// and sends nothing.
package importer
