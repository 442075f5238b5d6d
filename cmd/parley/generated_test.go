package main

import (
	"encoding/json"
	"os"
	"regexp"
	"testing"

	"parley/internal/httpapi"
)

// What is generated is committed; make generate brings it up to date.
func TestGenerated_isUpToDate(t *testing.T) {
	t.Parallel()
	api, err := httpapi.New(httpapi.Options{Version: "dev"}).OpenAPI()
	if err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]string{
		"../../internal/httpapi/openapi.json": string(api) + "\n",
		"../../docs/options.md":               optionTable(),
	} {
		got, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if string(got) != want {
			t.Errorf("%s is out of date: run make generate", path)
		}
	}
}

// AUTO-16: the list of licences names the modules that are required, in their
// versions.
func TestGenerated_licences(t *testing.T) {
	t.Parallel()
	data, err := os.ReadFile("../../web/public/licences.json")
	if err != nil {
		t.Fatal(err)
	}
	var list struct {
		Parts []struct{ Name, Version, Licence string }
	}
	if err := json.Unmarshal(data, &list); err != nil {
		t.Fatal(err)
	}
	mod, err := os.ReadFile("../../go.mod")
	if err != nil {
		t.Fatal(err)
	}
	required := map[string]string{}
	for _, m := range regexp.MustCompile(`(?m)^\t(\S+) (v\S+)`).FindAllStringSubmatch(string(mod), -1) {
		required[m[1]] = m[2]
	}
	found := 0
	for _, p := range list.Parts {
		if p.Licence == "" {
			t.Errorf("%s has no licence", p.Name)
		}
		if want, ok := required[p.Name]; ok {
			if found++; want != p.Version {
				t.Errorf("%s is listed as %s and required as %s: run make generate", p.Name, p.Version, want)
			}
		}
	}
	if found < 20 {
		t.Errorf("only %d modules are listed", found)
	}
}
