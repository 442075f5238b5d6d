package mail

// Limits bound what one mail may cost (ATK-07). What lies beyond is left out
// and named by a defect; the raw bytes are the caller's to keep.
type Limits struct {
	Depth       int // levels of nesting; a deeper part is kept whole as an attachment
	Parts       int // leaves and containers in all
	HeaderBytes int // of one header block
	Headers     int // fields of one header block
	Bytes       int // decoded bytes in all
}

// DefaultLimits lets every mail through that a person would send.
var DefaultLimits = Limits{
	Depth:       30,
	Parts:       1000,
	HeaderBytes: 1 << 20,
	Headers:     5000,
	Bytes:       128 << 20,
}

// withDefaults fills in fields left at zero.
func (l Limits) withDefaults() Limits {
	pick := func(v, def int) int {
		if v <= 0 {
			return def
		}
		return v
	}
	d := DefaultLimits
	return Limits{
		Depth:       pick(l.Depth, d.Depth),
		Parts:       pick(l.Parts, d.Parts),
		HeaderBytes: pick(l.HeaderBytes, d.HeaderBytes),
		Headers:     pick(l.Headers, d.Headers),
		Bytes:       pick(l.Bytes, d.Bytes),
	}
}
