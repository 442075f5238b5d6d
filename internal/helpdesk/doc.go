// Package helpdesk is tickets as work: made from a conversation, moved by
// stages and their automations, owned in step with it, held to service levels.
// What follows from something that happened is done by following the event log,
// once, in the transaction that ticks the event off; time alone moves service
// levels, kept as rows, so that no restart and no clock loses one.
package helpdesk
