// Package auth is sign-in, sessions, tokens, and what an actor may do to an
// object.
//
// Nothing is allowed unless a rule here says so; what an actor may not see
// does not exist for that actor (not found, never forbidden). Secrets that
// people choose are hashed with argon2id; secrets that machines make are 128
// random bits or more and kept as SHA-256.
package auth
