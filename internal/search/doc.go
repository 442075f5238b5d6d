// Package search is the language in which people and views say what they look
// for: text to terms, conditions to a verdict on one thread, and the cutting
// and folding of words that both engines' full text shares.
//
// It is pure: what the database makes of a condition is the business of
// package store.
package search
