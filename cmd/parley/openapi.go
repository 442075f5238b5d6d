package main

import (
	"fmt"

	"parley/internal/httpapi"
)

// openapiCommand prints the description of the interface's API, from which the
// TypeScript client is generated.
type openapiCommand struct{}

func (openapiCommand) Run() error {
	text, err := httpapi.New(httpapi.Options{Version: "dev"}).OpenAPI()
	if err == nil {
		fmt.Println(string(text))
	}
	return err
}
