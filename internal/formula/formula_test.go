package formula

import (
	"strings"
	"testing"

	"parley/internal/parley"
)

var kinds = map[Reference]parley.PropertyKind{
	{"", "amount"}: parley.KindNumber, {"", "chance"}: parley.KindNumber, {"", "none"}: parley.KindNumber, {"", "name"}: parley.KindString, {"", "vip"}: parley.KindBool,
	{"", "begun"}: parley.KindDate, {"", "ended"}: parley.KindDatetime, {"deal", "amount"}: parley.KindNumber, {"deal", "closedate"}: parley.KindDate, {"deal", ""}: parley.KindNumber,
}

func kindOf(ref Reference) (parley.PropertyKind, bool) { k, ok := kinds[ref]; return k, ok }

func valueOf(ref Reference) ([]string, parley.PropertyKind) {
	given := map[Reference][]string{{"", "amount"}: {"200"}, {"", "chance"}: {"0.25"}, {"", "name"}: {"Cleo"}, {"", "vip"}: {"true"}, {"", "begun"}: {"2026-11-01"}, {"", "ended"}: {"2026-11-04T12:00:00.000Z"},
		{"deal", "amount"}: {"10", "", "30"}, {"deal", "closedate"}: {"2026-11-09", "2026-11-02", ""}, {"deal", ""}: {"", "", ""}}
	return given[ref], kinds[ref]
}

func TestFormula_values(t *testing.T) {
	for text, want := range map[string]string{
		"amount * chance": "50", "1 + 2 * 3 - 4 / 2": "5", "-(1 + 2) * -2": "6", "amount / 0": "", "none + 1": "", "0.1 + 0.2 = 0.3": "!", "round(0.1 + 0.2, 2)": "0.3", "-0 * amount": "0",
		"days_between(begun, ended)": "3", "ended - begun": "302400000", "year(begun)": "2026", "min(3, amount, 7)": "3", "if(amount > 100 and not (chance = 1), 1, 2)": "1",
		"if(none > 1, 1, 2)": "2", "or_else(none, 9)": "9", "sum(deal.amount)": "40", "average(deal.amount)": "20", "count(deal)": "3", "count(deal.amount)": "2", "max(deal.amount)": "30",
		"number(\"12.5\")": "12.5", "number(name)": "", "1e9": "!",
	} {
		f, err := Compile(text, kindOf, parley.KindNumber)
		if want == "!" {
			if err == nil {
				t.Errorf("%s is taken", text)
			}
			continue
		}
		if err != nil {
			t.Errorf("%s: %v", text, err)
		} else if got := f.Value(valueOf, parley.KindNumber); got != want {
			t.Errorf("%s: got %q, want %q", text, got, want)
		}
	}
	for text, c := range map[string]struct {
		kind parley.PropertyKind
		want string
	}{
		`concatenate(name, " & ", upper(name), text(amount))`: {parley.KindString, "Cleo & CLEO200"}, `concatenate(name, if(is_known(none), "x", ""))`: {parley.KindString, "Cleo"},
		`vip or none > 1`: {parley.KindBool, "true"}, `vip and none > 1`: {parley.KindBool, ""}, `begins_with(name, 'cl')`: {parley.KindBool, "true"}, `name = "CLEO"`: {parley.KindBool, "true"},
		`add_days(begun, 30)`: {parley.KindDate, "2026-12-01"}, `min(deal.closedate)`: {parley.KindDate, "2026-11-02"}, `add_days(ended, 99999999999)`: {parley.KindDatetime, ""},
	} {
		f, err := Compile(text, kindOf, c.kind)
		if err != nil {
			t.Errorf("%s: %v", text, err)
		} else if got := f.Value(valueOf, c.kind); got != c.want {
			t.Errorf("%s: got %q, want %q", text, got, c.want)
		}
	}
}

func TestFormula_refused(t *testing.T) {
	for _, text := range []string{"", "   ", "amount +", "(amount", "amount)", "nonsense", "nonsense(1)", "amount + name", "name * 2", "if(amount, 1, 2)", `if(vip, 1, "a")`, "deal.amount", "sum(deal.nothing)", "sum(boat.amount)",
		"vip < vip", `"a`, "1 2", "amount..x", "§", strings.Repeat("(", 100) + "1" + strings.Repeat(")", 100), strings.Repeat("-", 100) + "1", strings.Repeat("1+", 1500) + "1", "min(1)", "name", "sum(amount)", "days_between(begun, amount)"} {
		if f, err := Compile(text, kindOf, parley.KindNumber); err == nil {
			t.Errorf("%q is taken: %+v", text, f)
		} else if parley.KindOf(err) != parley.Invalid {
			t.Errorf("%q: %v", text, err)
		}
	}
}

// No text makes the reader stop, and what is taken has a value of its kind.
func FuzzCompile(f *testing.F) {
	for _, s := range []string{"amount * chance", `if(vip, concatenate(name, "x"), 'y')`, "sum(deal.amount) / count(deal)", "not not vip", "add_days(begun, -1)", "ended - begun >= 3"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		for _, kind := range []parley.PropertyKind{parley.KindNumber, parley.KindString, parley.KindBool, parley.KindDate, parley.KindDatetime} {
			formula, err := Compile(text, kindOf, kind)
			if err != nil {
				continue
			}
			v := formula.Value(valueOf, kind)
			if _, err := (&parley.Property{Kind: kind}).Normal(v); err != nil {
				t.Fatalf("%q gives %q: %v", text, v, err)
			}
		}
	})
}
