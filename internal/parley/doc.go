// Package parley is the vocabulary of the product: the types a person who
// answers mail for a living would name, what they may become, and the few
// rules that are true of them alone.
//
// It does no I/O, declares no interfaces and imports nothing of ours, so that
// every other package can speak it.
package parley
