package hubapi

import (
	"reflect"
	"strings"
	"time"

	"parley/internal/parley"
)

// schemas gathers the schemas of types as they are met.
type schemas struct{ named jsonObject }

// special are types that write themselves.
var special = map[reflect.Type]jsonObject{
	reflect.TypeFor[stamp]():             {"type": "string", "format": "date-time"},
	reflect.TypeFor[time.Time]():         {"type": "string", "format": "date-time"},
	reflect.TypeFor[ident]():             {"type": []string{"string", "integer"}, "description": "A decimal number"},
	reflect.TypeFor[valuesIn]():          {"type": "object", "additionalProperties": jsonObject{"type": []string{"string", "number", "boolean", "null"}}},
	reflect.TypeFor[[]byte]():            {"type": "string", "format": "binary"},
	reflect.TypeFor[parley.FileAccess](): {"type": "string", "enum": []parley.FileAccess{parley.PublicIndexable, parley.PublicNotIndexable, parley.HiddenIndexable, parley.HiddenNotIndexable, parley.HiddenPrivate, parley.Private, parley.HiddenSensitive, parley.Sensitive}},
	reflect.TypeFor[sortIn]():            {"oneOf": []jsonObject{{"type": "string"}, {"type": "object", "properties": jsonObject{"propertyName": jsonObject{"type": "string"}, "direction": jsonObject{"enum": []string{"ASCENDING", "DESCENDING"}}}}}},
}

// of is the schema of a type: a reference, where it has a name.
func (s schemas) of(t reflect.Type) jsonObject {
	if fixed, ok := special[t]; ok {
		return fixed
	}
	switch t.Kind() {
	case reflect.Pointer:
		return s.of(t.Elem())
	case reflect.Slice:
		return jsonObject{"type": "array", "items": s.of(t.Elem())}
	case reflect.Map:
		return jsonObject{"type": "object", "additionalProperties": s.of(t.Elem())}
	case reflect.String:
		return jsonObject{"type": "string"}
	case reflect.Bool:
		return jsonObject{"type": "boolean"}
	case reflect.Int, reflect.Int64:
		return jsonObject{"type": "integer"}
	case reflect.Struct:
		return s.ofStruct(t)
	}
	return jsonObject{}
}

func (s schemas) ofStruct(t reflect.Type) jsonObject {
	name := t.Name()
	if name == "" || strings.Contains(name, "[") {
		return s.fields(t)
	}
	name = strings.ToUpper(name[:1]) + name[1:]
	if s.named[name] == nil {
		s.named[name] = jsonObject{} // before its fields: they may hold it again
		s.named[name] = s.fields(t)
	}
	return jsonObject{"$ref": "#/components/schemas/" + name}
}

func (s schemas) fields(t reflect.Type) jsonObject {
	properties, required := jsonObject{}, []string{}
	for _, f := range reflect.VisibleFields(t) {
		name, how, _ := strings.Cut(f.Tag.Get("json"), ",")
		if name == "" || name == "-" || !f.IsExported() {
			continue
		}
		properties[name] = s.of(f.Type)
		if how == "" && f.Type.Kind() != reflect.Pointer {
			required = append(required, name)
		}
	}
	out := jsonObject{"type": "object", "properties": properties}
	if !strings.HasSuffix(t.Name(), "In") && !strings.HasPrefix(t.Name(), "new") && len(required) > 0 {
		out["required"] = required
	}
	return out
}

// fieldNames are the fields of a body in a few words, for people.
func fieldNames(v any) string {
	if v == nil {
		return ""
	}
	t := reflect.TypeOf(v)
	list := t.Kind() == reflect.Slice
	if list {
		t = t.Elem()
	}
	var names []string
	for _, f := range reflect.VisibleFields(t) {
		if name, _, _ := strings.Cut(f.Tag.Get("json"), ","); name != "" {
			if inner := f.Type; name == "inputs" && inner.Kind() == reflect.Slice && inner.Elem().Kind() == reflect.Struct {
				name += " (each " + fieldNames(reflect.Zero(inner.Elem()).Interface()) + ")"
			}
			names = append(names, name)
		}
	}
	if list {
		return "a list, each " + strings.Join(names, ", ")
	}
	return strings.Join(names, ", ")
}
