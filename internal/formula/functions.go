package formula

import (
	"math"
	"strconv"
	"strings"
	"time"
)

const dayMillis = 24 * 60 * 60 * 1000

// takesUnknown are the functions that have an answer where a value is missing.
var takesUnknown = map[string]bool{"is_known": true, "concatenate": true, "or_else": true, "not_known": true}

func num(v any) float64 { f, _ := v.(float64); return f }
func str(v any) string  { s, _ := v.(string); return s }

// functions are all there are, operators among them.
var functions = map[string]function{
	"+":        {[]sort{aNumber, aNumber}, 0, aNumber, func(a []any) any { return num(a[0]) + num(a[1]) }},
	"-":        {[]sort{aNumber, aNumber}, 0, aNumber, func(a []any) any { return num(a[0]) - num(a[1]) }},
	"*":        {[]sort{aNumber, aNumber}, 0, aNumber, func(a []any) any { return num(a[0]) * num(a[1]) }},
	"/":        {[]sort{aNumber, aNumber}, 0, aNumber, func(a []any) any { return num(a[0]) / num(a[1]) }},
	"negative": {[]sort{aNumber}, 0, aNumber, func(a []any) any { return -num(a[0]) }},
	"not":      {[]sort{aTruth}, 0, aTruth, func(a []any) any { b, _ := a[0].(bool); return !b }},
	"and":      {[]sort{aTruth, aTruth}, 0, aTruth, nil},
	"or":       {[]sort{aTruth, aTruth}, 0, aTruth, nil},

	"min":   {[]sort{aNumber, aNumber}, 20, aNumber, func(a []any) any { return fold(a, math.Min) }},
	"max":   {[]sort{aNumber, aNumber}, 20, aNumber, func(a []any) any { return fold(a, math.Max) }},
	"abs":   {[]sort{aNumber}, 0, aNumber, func(a []any) any { return math.Abs(num(a[0])) }},
	"round": {[]sort{aNumber, aNumber}, 0, aNumber, func(a []any) any { return round(num(a[0]), num(a[1]), math.Round) }},
	"floor": {[]sort{aNumber}, 0, aNumber, func(a []any) any { return math.Floor(num(a[0])) }},
	"ceil":  {[]sort{aNumber}, 0, aNumber, func(a []any) any { return math.Ceil(num(a[0])) }},

	"days_between": {[]sort{aTime, aTime}, 0, aNumber, func(a []any) any { return math.Floor((num(a[1]) - num(a[0])) / dayMillis) }},
	"add_days":     {[]sort{aTime, aNumber}, 0, aTime, func(a []any) any { return num(a[0]) + math.Floor(num(a[1]))*dayMillis }},
	"year":         {[]sort{aTime}, 0, aNumber, func(a []any) any { return float64(time.UnixMilli(int64(num(a[0]))).UTC().Year()) }},
	"month":        {[]sort{aTime}, 0, aNumber, func(a []any) any { return float64(time.UnixMilli(int64(num(a[0]))).UTC().Month()) }},

	"concatenate": {[]sort{aText}, 30, aText, concatenate},
	"upper":       {[]sort{aText}, 0, aText, func(a []any) any { return strings.ToUpper(str(a[0])) }},
	"lower":       {[]sort{aText}, 0, aText, func(a []any) any { return strings.ToLower(str(a[0])) }},
	"contains":    {[]sort{aText, aText}, 0, aTruth, func(a []any) any { return strings.Contains(strings.ToLower(str(a[0])), strings.ToLower(str(a[1]))) }},
	"begins_with": {[]sort{aText, aText}, 0, aTruth, func(a []any) any { return strings.HasPrefix(strings.ToLower(str(a[0])), strings.ToLower(str(a[1]))) }},
	"text":        {[]sort{aNumber}, 0, aText, func(a []any) any { return strconv.FormatFloat(num(a[0]), 'f', -1, 64) }},
	"number":      {[]sort{aText}, 0, aNumber, toNumber},

	"is_known":  {[]sort{anyOne}, 0, aTruth, func(a []any) any { return a[0] != nil }},
	"not_known": {[]sort{anyOne}, 0, aTruth, func(a []any) any { return a[0] == nil }},
	"or_else":   {[]sort{anyOne, anyOne}, 0, anyOne, orElse},
}

// Functions are the names of all that a formula may call, for whoever helps to
// write one.
func Functions() []string {
	return []string{"if", "is_known", "not_known", "or_else", "min", "max", "abs", "round", "floor", "ceil", "days_between", "add_days", "year", "month",
		"concatenate", "upper", "lower", "contains", "begins_with", "text", "number", "sum", "count", "average"}
}

func fold(args []any, f func(a, b float64) float64) any {
	out := num(args[0])
	for _, a := range args[1:] {
		out = f(out, num(a))
	}
	return out
}

// round keeps some digits after the point, at most ten.
func round(v, digits float64, how func(float64) float64) any {
	scale := math.Pow(10, math.Max(0, math.Min(10, math.Floor(digits))))
	return how(v*scale) / scale
}

func concatenate(args []any) any {
	var b strings.Builder
	for _, a := range args {
		b.WriteString(clip(str(a)))
	}
	return clip(b.String())
}

func toNumber(args []any) any {
	v, err := strconv.ParseFloat(strings.TrimSpace(str(args[0])), 64)
	if err != nil {
		return nil
	}
	return v
}

func orElse(args []any) any {
	if args[0] != nil {
		return args[0]
	}
	return args[1]
}
