package parley

import "fmt"

// AssociationType is a way in which records of one type belong to those of
// another. Both directions have one, each the inverse of the other.
type AssociationType struct {
	ID      int64
	From    ObjectTypeID
	To      ObjectTypeID
	Name    string // "contact_to_company"
	Label   string // "Primary", or what an administrator wrote; empty for the plain one
	Inverse int64
	Custom  bool  // USER_DEFINED
	Limit   int64 // how many records of To one of From may have by it; 0: any
}

// Primary reports whether t marks the one company that counts.
func (t *AssociationType) Primary() bool { return t.Label == "Primary" && !t.Custom }

// FirstCustomAssociation is where the numbers of labels of our own begin.
const FirstCustomAssociation = 10_000

type pair struct {
	from, to ObjectTypeID
	plain    [2]int64 // there and back
	primary  [2]int64 // 0 where there is none
}

// The numbers are HubSpot's where CAPI-15 names them; those from 2000 are ours.
var pairs = []pair{
	{TypeContact, TypeCompany, [2]int64{279, 280}, [2]int64{1, 2}},
	{TypeContact, TypeDeal, [2]int64{4, 3}, [2]int64{}},
	{TypeDeal, TypeCompany, [2]int64{341, 342}, [2]int64{5, 6}},
	{TypeContact, TypeTicket, [2]int64{15, 16}, [2]int64{}},
	{TypeTicket, TypeCompany, [2]int64{339, 340}, [2]int64{26, 25}},
	{TypeDeal, TypeTicket, [2]int64{27, 28}, [2]int64{}},
	{TypeContact, TypeContact, [2]int64{449, 449}, [2]int64{}},
	{TypeCompany, TypeCompany, [2]int64{450, 450}, [2]int64{}},
	{TypeDeal, TypeDeal, [2]int64{451, 451}, [2]int64{}},
	{TypeTicket, TypeTicket, [2]int64{452, 452}, [2]int64{}},
	{TypeContact, TypeFeedback, [2]int64{97, 98}, [2]int64{}},
	{TypeTicket, TypeFeedback, [2]int64{99, 100}, [2]int64{}},
	{TypeCall, TypeContact, [2]int64{194, 193}, [2]int64{}},
	{TypeEmail, TypeContact, [2]int64{198, 197}, [2]int64{}},
	{TypeNote, TypeContact, [2]int64{202, 201}, [2]int64{}},
	{TypeTask, TypeContact, [2]int64{204, 203}, [2]int64{}},
	{TypeMeeting, TypeContact, [2]int64{200, 199}, [2]int64{}},
	{TypeCommunication, TypeContact, [2]int64{81, 82}, [2]int64{}},
	{TypeCall, TypeTicket, [2]int64{220, 219}, [2]int64{}},
	{TypeEmail, TypeTicket, [2]int64{224, 223}, [2]int64{}},
	{TypeNote, TypeTicket, [2]int64{228, 227}, [2]int64{}},
	{TypeTask, TypeTicket, [2]int64{230, 229}, [2]int64{}},
	{TypeCall, TypeCompany, [2]int64{182, 181}, [2]int64{}},
	{TypeEmail, TypeCompany, [2]int64{186, 185}, [2]int64{}},
	{TypeMeeting, TypeCompany, [2]int64{188, 187}, [2]int64{}},
	{TypeNote, TypeCompany, [2]int64{190, 189}, [2]int64{}},
	{TypeTask, TypeCompany, [2]int64{192, 191}, [2]int64{}},
	{TypeCall, TypeDeal, [2]int64{206, 205}, [2]int64{}},
	{TypeEmail, TypeDeal, [2]int64{210, 209}, [2]int64{}},
	{TypeMeeting, TypeDeal, [2]int64{212, 211}, [2]int64{}},
	{TypeNote, TypeDeal, [2]int64{214, 213}, [2]int64{}},
	{TypeTask, TypeDeal, [2]int64{216, 215}, [2]int64{}},
	{TypeMeeting, TypeTicket, [2]int64{226, 225}, [2]int64{}},
	{TypeCommunication, TypeCompany, [2]int64{87, 88}, [2]int64{}},
	{TypeCommunication, TypeDeal, [2]int64{85, 86}, [2]int64{}},
	{TypeCommunication, TypeTicket, [2]int64{83, 84}, [2]int64{}},
}

// builtinAssociations are the types of CAPI-15 and those like them, with
// parent and child companies.
var builtinAssociations = associationTypes()

func associationTypes() (out []*AssociationType) {
	add := func(from, to ObjectTypeID, ids [2]int64, label string) {
		there := &AssociationType{ID: ids[0], From: from, To: to, Label: label, Inverse: ids[1]}
		back := &AssociationType{ID: ids[1], From: to, To: from, Label: label, Inverse: ids[0]}
		out = append(out, there)
		if ids[0] != ids[1] {
			out = append(out, back)
		}
	}
	for _, p := range pairs {
		add(p.from, p.to, p.plain, "")
		if p.primary[0] != 0 {
			add(p.from, p.to, p.primary, "Primary")
		}
	}
	add(TypeCompany, TypeCompany, [2]int64{13, 14}, "Child Company")
	out[len(out)-1].Label = "Parent Company"
	for _, t := range out {
		if t.Primary() && t.To == TypeCompany {
			t.Limit = 1
		}
		t.Name = typeName(t.From) + "_to_" + typeName(t.To)
	}
	return out
}

func typeName(id ObjectTypeID) string {
	for _, t := range BuiltinTypes {
		if t.ID == id {
			return t.Name
		}
	}
	return fmt.Sprintf("p_%d", id)
}

// BuiltinAssociations returns the types between two kinds of record that every
// installation has, the plain one first. Between a custom type and another the
// plain one follows from the numbers of both.
func BuiltinAssociations(from, to ObjectTypeID) (out []*AssociationType) {
	for _, t := range builtinAssociations {
		if t.From == from && t.To == to {
			out = append(out, t)
		}
	}
	if len(out) == 0 && (from.Custom() || to.Custom()) {
		out = append(out, customPair(from, to))
	}
	return out
}

// customPair numbers the plain type between a custom type and any other: above
// every number that labels get, and the same each time.
func customPair(from, to ObjectTypeID) *AssociationType {
	number := func(a, b ObjectTypeID) int64 { return 1<<40 + int64(a)<<20 + int64(b) }
	return &AssociationType{ID: number(from, to), Inverse: number(to, from), From: from, To: to, Name: typeName(from) + "_to_" + typeName(to)}
}
