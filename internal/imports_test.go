// Package internal holds the direction of imports: ARCHITECTURE.md says it,
// this test keeps it true.
package internal

import (
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// mayImport lists, for each package of ours, which others it may import. The
// order is that of the flow; imports point up.
var mayImport = map[string]string{
	"parley":              "",
	"guard":               "",
	"blob":                "",
	"calendar":            "parley",
	"formula":             "parley",
	"mail":                "",
	"paper":               "",
	"search":              "parley",
	"channel":             "parley",
	"routing":             "parley search",
	"store":               "parley search",
	"channel/email":       "parley calendar channel mail",
	"channel/chat":        "parley channel",
	"channel/custom":      "parley channel guard",
	"job":                 "parley store",
	"live":                "parley store",
	"view":                "parley search store job",
	"auth":                "parley guard store job",
	"crm":                 "parley formula search store job view",
	"kb":                  "parley guard search store",
	"files":               "parley guard mail blob store job",
	"triage":              "parley search routing store job view crm",
	"report":              "parley search routing store job crm",
	"ingest":              "parley guard blob channel store job crm triage",
	"deliver":             "parley guard blob channel store job crm triage",
	"settings":            "parley calendar guard mail channel search blob store job view auth crm triage",
	"helpdesk":            "parley search store job view crm triage settings",
	"sheet":               "parley search blob store job auth crm",
	"importer":            "parley guard blob store crm triage settings",
	"notify":              "parley guard store job auth triage deliver",
	"automation":          "parley guard store job",
	"visitor":             "parley blob channel store job live crm triage deliver settings",
	"httpapi":             "parley formula guard mail paper channel search blob files store job live view auth crm kb triage report settings deliver notify visitor helpdesk automation sheet",
	"hubapi":              "parley guard mail channel search blob files store job auth crm triage settings deliver automation",
	"blob/blobtest":       "blob",
	"store/storetest":     "parley store",
	"channel/channeltest": "parley channel mail",
}

// soleImporter names the package that may import a library of others; for the
// socket library two, each with a line of its own.
var soleImporter = map[string]string{
	"modernc.org/sqlite": "store", "github.com/pressly/goose": "store", "github.com/emersion/go-imap": "channel/email",
	"github.com/emersion/go-msgauth": "channel/email", "github.com/emersion/go-message": "mail", "github.com/microcosm-cc/bluemonday": "guard",
	"github.com/coder/websocket": "httpapi channel/chat", "github.com/danielgtaylor/huma": "httpapi", "github.com/alexedwards/argon2id": "auth",
	"github.com/pquerna/otp": "auth", "github.com/coreos/go-oidc": "auth", "github.com/boombuler/barcode": "auth", "golang.org/x/image/draw": "blob", "github.com/minio/minio-go": "blob", "github.com/go-pdf/fpdf": "paper",
}

func TestImports_pointOneWay(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	each(t, func(pkg, file string, imports []string) {
		seen[pkg] = true
		allowed, known := mayImport[pkg]
		if !known {
			t.Errorf("%s: the package %s is not in the table: add it with what it may import", file, pkg)
			return
		}
		for _, path := range imports {
			if own, ok := strings.CutPrefix(path, "parley/internal/"); ok && !slices.Contains(strings.Fields(allowed), own) {
				t.Errorf("%s: %s may not import %s", file, pkg, own)
			}
			for library, owner := range soleImporter {
				if strings.HasPrefix(path, library) && !slices.Contains(strings.Fields(owner), pkg) && !strings.HasSuffix(pkg, "test") {
					t.Errorf("%s: only %s imports %s", file, owner, library)
				}
			}
		}
	})
	for pkg := range mayImport {
		if !seen[pkg] {
			t.Errorf("the table names %s, which is not there", pkg)
		}
	}
}

// The page that lists the packages names each.
func TestPackages_areListed(t *testing.T) {
	t.Parallel()
	page, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	for pkg := range mayImport {
		if !strings.HasSuffix(pkg, "test") && !strings.Contains(string(page), "`"+pkg+"`") {
			t.Errorf("README.md does not name %s", pkg)
		}
	}
}

// Every package says in one comment what it is for.
func TestPackages_haveOneComment(t *testing.T) {
	t.Parallel()
	comments := map[string]int{}
	each(t, func(pkg, file string, _ []string) {
		f, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.ParseComments|parser.PackageClauseOnly)
		if err != nil {
			t.Fatal(err)
		}
		comments[pkg] += 0
		if f.Doc != nil {
			comments[pkg]++
		}
	})
	for pkg, n := range comments {
		if n != 1 {
			t.Errorf("%s has %d package comments, want one", pkg, n)
		}
	}
}

// each visits the Go files that are no tests.
func each(t *testing.T, fn func(pkg, file string, imports []string)) {
	t.Helper()
	err := filepath.WalkDir(".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return err
		}
		f, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.ImportsOnly)
		if err != nil {
			return err
		}
		var imports []string
		for _, i := range f.Imports {
			p, _ := strconv.Unquote(i.Path.Value)
			imports = append(imports, p)
		}
		fn(filepath.ToSlash(filepath.Dir(path)), path, imports)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
