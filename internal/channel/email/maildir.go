package email

import (
	"cmp"
	"io"
	"io/fs"
	"iter"
	"os"
	"path"
	"slices"
	"strings"
)

// Maildir reads the mails of a maildir and of the folders in it, in the order
// of their names, first those of the root. Folders are those of Maildir++
// (".Sent") and plain subfolders. Nothing outside dir is read, whatever links
// lead there (ATK-31). A mail that cannot be read is yielded with its error.
func Maildir(dir string, limit int64) iter.Seq2[Raw, error] {
	return func(yield func(Raw, error) bool) {
		root, err := os.OpenRoot(dir)
		if err != nil {
			yield(Raw{}, err)
			return
		}
		defer root.Close()
		folders, err := maildirFolders(root.FS())
		if err != nil {
			yield(Raw{}, err)
			return
		}
		for _, folder := range folders {
			for _, file := range maildirFiles(root.FS(), folder) {
				raw := Raw{Folder: folderName(folder), Name: file, Flags: flags(file)}
				raw.Ours = ours(raw.Folder)
				err := raw.read(root, limit)
				if !yield(raw, err) {
					return
				}
			}
		}
	}
}

// maildirFolders returns the paths that hold "new" or "cur", the root as ".".
func maildirFolders(fsys fs.FS) ([]string, error) {
	var found []string
	err := fs.WalkDir(fsys, ".", func(name string, d fs.DirEntry, err error) error {
		switch {
		case err != nil && name == ".":
			return err
		case err != nil || !d.IsDir():
			return nil
		}
		switch path.Base(name) {
		case "new", "cur":
			if dir := path.Dir(name); !slices.Contains(found, dir) {
				found = append(found, dir)
			}
			return fs.SkipDir
		case "tmp":
			return fs.SkipDir
		}
		return nil
	})
	slices.Sort(found)
	return found, err
}

// maildirFiles returns the mails of a folder, by name: names begin with the
// time of arrival.
func maildirFiles(fsys fs.FS, folder string) []string {
	var files []string
	for _, sub := range []string{"cur", "new"} {
		entries, err := fs.ReadDir(fsys, path.Join(folder, sub))
		if err != nil {
			continue
		}
		for _, e := range entries {
			if !strings.HasPrefix(e.Name(), ".") && !e.IsDir() {
				files = append(files, path.Join(folder, sub, e.Name()))
			}
		}
	}
	slices.SortFunc(files, func(a, b string) int { return cmp.Compare(path.Base(a), path.Base(b)) })
	return files
}

func folderName(dir string) string {
	if dir == "." {
		return ""
	}
	return strings.TrimPrefix(dir, ".")
}

// ours reports whether a folder is one for sent mail, by its name.
func ours(folder string) bool {
	last := folder[strings.LastIndexAny(folder, "./")+1:]
	return sentNames[strings.ToLower(last)]
}

// flags returns what follows ":2," in a name, or ";2," and "!2," where a colon
// cannot stand in names.
func flags(name string) string {
	for _, mark := range []string{":2,", ";2,", "!2,"} {
		if _, after, ok := strings.Cut(path.Base(name), mark); ok {
			return after
		}
	}
	return ""
}

func (r *Raw) read(root *os.Root, limit int64) error {
	info, err := root.Stat(r.Name)
	if err != nil {
		return err
	}
	r.At = info.ModTime().UTC()
	if !info.Mode().IsRegular() { // to open a pipe would wait for ever
		return fs.ErrInvalid
	}
	if info.Size() > limit {
		return ErrTooLarge
	}
	f, err := root.Open(r.Name)
	if err != nil {
		return err
	}
	defer f.Close()
	r.Data, err = io.ReadAll(f)
	return err
}
