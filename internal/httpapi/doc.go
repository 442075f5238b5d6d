// Package httpapi is the interface's JSON API and its event stream: decode,
// authorise, call, present.
//
// Each route stands in one table with the right that it needs; an object in it
// is looked up by what its caller may see. No rule of the product lives here.
package httpapi
