package main

import (
	"os"
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
