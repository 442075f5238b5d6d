package sheet

import (
	"encoding/csv"
	"io"
	"strconv"

	"parley/internal/store"
)

const errorPage = 500

var errorHeader = map[string][]string{
	"en": {"Line", "Column", "Value", "What to do", "The line as it was"},
	"fr": {"Ligne", "Colonne", "Valeur", "Que faire", "La ligne d’origine"},
}

// WriteErrors writes the rows of an import that could not be done as a table,
// in a language.
func WriteErrors(r *store.Reader, out io.Writer, imp *store.RecordImport, language string) error {
	header := errorHeader[language]
	if header == nil {
		header = errorHeader["en"]
	}
	if _, err := io.WriteString(out, "\uFEFF"); err != nil {
		return err
	}
	w := csv.NewWriter(out)
	w.Write(header) // csv.Writer keeps its first error
	for after := int64(0); ; {
		page, err := r.ImportErrors(imp.ID, after, errorPage)
		if err != nil {
			return err
		}
		for _, e := range page {
			w.Write([]string{strconv.FormatInt(e.Line, 10), guarded(e.Field), guarded(e.Value), guarded(Remedy(e, language)), guarded(e.Original)})
			after = e.Line
		}
		if len(page) < errorPage {
			w.Flush()
			return w.Error()
		}
	}
}
