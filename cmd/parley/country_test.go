package main

import (
	"net/http/httptest"
	"testing"
)

// BOT-04, ATK-22: a visitor's country is what a configured proxy says, never
// what a visitor does.
func TestCountry_onlyFromTrustedProxies(t *testing.T) {
	t.Parallel()
	o := newOptions(t)
	o.CountryHeader, o.Proxies = "CF-IPCountry", []string{"10.0.0.0/8"}
	p := openProgram(t, &o)
	for _, c := range []struct{ from, says, want string }{
		{"10.1.2.3:5000", "fr", "FR"}, {"10.1.2.3:5000", "XX", ""}, {"10.1.2.3:5000", "T1", ""}, {"10.1.2.3:5000", "<b>", ""}, {"10.1.2.3:5000", "", ""},
		{"192.0.2.1:5000", "FR", ""},
	} {
		r := httptest.NewRequest("POST", "/chat/v1/open", nil)
		r.RemoteAddr = c.from
		r.Header.Set("CF-IPCountry", c.says)
		if got := p.country(r); got != c.want {
			t.Errorf("%s from %s: got %q, want %q", c.says, c.from, got, c.want)
		}
	}
	p.options.CountryHeader = ""
	r := httptest.NewRequest("POST", "/chat/v1/open", nil)
	r.RemoteAddr = "10.1.2.3:5000"
	r.Header.Set("CF-IPCountry", "FR")
	if got := p.country(r); got != "" {
		t.Errorf("without the option: got %q", got)
	}
}
