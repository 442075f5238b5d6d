package bench

import (
	"context"
	"net"
)

// noDNS answers that no name exists, so that the figures are of Parley and
// not of a name server.
type noDNS struct{}

func missing(name string) error {
	return &net.DNSError{Err: "no such host", Name: name, IsNotFound: true}
}

func (noDNS) LookupTXT(_ context.Context, name string) ([]string, error) { return nil, missing(name) }
func (noDNS) LookupMX(_ context.Context, name string) ([]*net.MX, error) { return nil, missing(name) }
func (noDNS) LookupIPAddr(_ context.Context, name string) ([]net.IPAddr, error) {
	return nil, missing(name)
}
func (noDNS) LookupAddr(_ context.Context, name string) ([]string, error) { return nil, missing(name) }
