// Package hubapi is the public API: the verbs that the interface uses, under the
// paths, names, codes and errors of HubSpot, so that programs written for it run
// unchanged against Parley.
//
// Each route stands in one table with the success code that its callers insist
// on and the scope that it needs; one without a scope cannot be added. What goes
// wrong, in a handler or before one is found, leaves as the same envelope. No
// rule of the product lives here.
package hubapi
