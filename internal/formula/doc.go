// Package formula works out calculated values: from the other values of a
// record, and from those of records that it is associated with.
//
//	amount * hs_deal_stage_probability
//	if(is_known(closedate), days_between(createdate, closedate), 0)
//	concatenate(firstname, " ", lastname)
//	sum(deal.amount)
//
// A formula is checked when it is defined, by the kinds of what it names. It has
// no loops, no clock and no way out: the same values give the same result, in
// time that grows with its length alone. What is not known makes unknown what
// depends on it, and so do a division by zero and a number beyond all bounds.
package formula
