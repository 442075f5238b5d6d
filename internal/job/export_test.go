package job

// Settle is what a runner does every few seconds.
var Settle = (*Runner).settle
