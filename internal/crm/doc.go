// Package crm is records about the outside: contacts, companies, deals,
// tickets, activities and custom objects, with their properties, history and
// associations. It resolves an address to a person, and never joins two by a
// claim that nobody proved. Every verb checks the values it is given against
// their definitions, writes the history and the event in the transaction of the
// change, and keeps contacts and their records in step.
package crm
