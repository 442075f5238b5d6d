# Every developer command. `make` lists them.

GO      ?= go
BIN     := bin/parley
VERSION ?= $(shell git describe --tags --always --dirty 2>/dev/null || echo dev)
LDFLAGS := -s -w -X main.version=$(VERSION)
WEB_SRC := $(shell find web/app web/kit web/widget web/package.json web/vite.config.ts -type f 2>/dev/null | grep -v node_modules)

.DEFAULT_GOAL := help
.PHONY: help run build web test unit crash postgres mail-peers e2e check fmt lint bench paint fuzz golden generate clean

help: ## list the commands
	@grep -hE '^[a-z0-9-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

run: build ## build everything and serve Parley on http://localhost:8080, with a demo customer's mailbox at /demo/ and a shop with the chat at /demo/site/
	./$(BIN) serve --demo-mailbox

build: web/dist/app/index.html ## build the one binary, the interface inside
	CGO_ENABLED=0 $(GO) build -trimpath -ldflags '$(LDFLAGS)' -o $(BIN) ./cmd/parley

web: web/dist/app/index.html ## build the interface

web/node_modules/.ready: web/package-lock.json
	cd web && npm ci --no-audit --no-fund && touch node_modules/.ready

web/dist/app/index.html: web/node_modules/.ready $(WEB_SRC)
	cd web && npm run build

test: ## install what tests need and run all of them
	scripts/test

unit: ## the fast Go tests, on SQLite
	$(GO) test -short ./...

crash: ## kill the server at random moments and count what is stored (PARLEY_KILLS=1000)
	$(GO) test -tags noweb -count=1 -timeout 60m -v -run 'Crash|Fault' ./cmd/parley

check: ## format, vet and types, in seconds
	@test -z "$$(gofmt -l cmd internal web/*.go)" || { gofmt -l cmd internal; exit 1; }
	$(GO) vet ./...
	@[ ! -e web/node_modules/.ready ] || (cd web && npm run check)

e2e: build ## browser stories against a running Parley
	PARLEY_E2E=1 $(GO) test -count=1 -timeout 40m -v -run TestStory ./cmd/parley

bench: build ## measure (SIZE=10k; see docs/performance.md)
	$(GO) test -run '^$$' -bench . ./...
	./$(BIN) bench --size $${SIZE:-10k}

paint: build ## measure key presses in a browser, in a list of 10 000 rows (see docs/performance.md)
	scripts/paint

fuzz: ## fuzz each target for a while (FUZZTIME=30s)
	scripts/fuzz $${FUZZTIME:-30s}

golden: ## rewrite golden files; review the diff like code
	$(GO) test ./internal/mail -update

generate: build ## the API description, the TypeScript client's types, the page of options, the licences
	./$(BIN) openapi > internal/httpapi/openapi.json
	cd web && npm run schema
	./$(BIN) config --docs > docs/options.md
	node web/scripts/licences.mjs

fmt: ## format
	gofmt -w cmd internal

clean: ## remove what was built
	rm -rf bin web/dist/app web/dist/widget
