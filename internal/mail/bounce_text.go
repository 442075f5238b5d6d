package mail

import (
	"slices"
	"strings"
)

// Programs that write bounces do so under these names, in these words.
var (
	bounceSender  = lazily(`(?i)^(mailer[-_.]?daemon|mail-?daemon|postmaster|mail-?delivery|mailerdaemon|maildelivery|mail[-_.]?router|mmdf|mdaemon|smtp[-_.]?daemon|mail\.delivery\.system|microsoftexchange[0-9a-f]{20,}|<>)([@+].*)?$`)
	bounceName    = lazily(`(?i)mail(er)? ?-?(delivery|daemon)|delivery (sub)?system|internet mail (delivery|server)|microsoft outlook|postmaster|system administrator|mail deliver`)
	bounceSubject = lazily(`(?i)undeliver|non.?deliverable|delivery (status notification|failure|failed|report|problem|notification|has failed|delayed|error|unsuccessful)|deliver(y|able)? .*(fail|error|delay)|returned (mail|message|to sender)|mail (delivery|returned|system error|could not|not delivered|failure|status report|error)|failure notice|failed (delivery|mail|message)|message (delivery|not delivered|undeliver|returned|status)|bounced? (mail|message)|could ?n[o']t be delivered|unable to deliver|cannot deliver|not delivered|warning: (could not send|message)|user unknown|unknown (user|address)|unzustellbar|nicht zugestellt|zustell(ung|fehler|ungs)|non remis|échec de (la )?remise|non distribu|remise impossible|no se (ha podido|pudo) entregar|no entregad|devuelto|mancata (consegna|recapito)|non recapitabile|não entregue|não (foi )?possível entregar|devolvid|onbestelbaar|niet (worden )?afgeleverd|kan niet worden bezorgd|niedostarczon|nie można dostarczyć|недоставлен|не доставлен|配信不能|配信できません|送信できません|無法傳遞|无法(投递|送达)|退信|邮件传输失败|邮件发送失败|error during delivery|processing error|^mail error|mail failed|returning to sender|mail delivery warning|rejected mail|ndn:|ndr:|\bdsn:?`)
	bounceText    = lazily(`(?i)could ?n[o']t be (delivered|sent)|cannot be delivered|unable to deliver|was(n't| not) (able to be )?delivered|not been delivered|delivery (to the following|has failed|failed|of your (message|mail)|attempt|status|not possible|is impossible|error|problem)|undeliver(able|ed)|permanent (fatal )?(error|failure)|fatal errors|following (addresses|recipients?|address\(es\)|users?|destinations?|errors?)|user unknown|unknown user|no such (user|mailbox|recipient|address)|mailbox (is )?(full|unavailable|not found)|recipient (address )?(rejected|unknown|not found|could not)|over quota|does ?n[o']t exist|address(es)? (unknown|not found|rejected)|returned (to|mail|message)|550[ -]|554[ -]|5\.\d\.\d|returning (mail|message)|no valid recipients|intended recipient|has been returned|has been postponed|quota exceeded|recipient:|失败|错误|不能|was not found|not (reach|found|listed)|failed`)
)

// looksBounced weighs sender, subject and words of a message that brings no
// delivery-status part. Two of three must speak for it.
func looksBounced(m *Message, text string) bool {
	if m.Header.Has("X-Failed-Recipients") {
		return true
	}
	daemon, nullPath := fromDaemon(m), m.Header.Has("Return-Path") && strings.Trim(m.Header.Get("Return-Path"), "<> ") == ""
	subject := bounceSubject().MatchString(m.Subject)
	if isReply(m.Subject) && !daemon && !nullPath || autoReplySubject().MatchString(m.Subject) && !subject {
		return false
	}
	head := text[:min(len(text), 3000)]
	words := func() bool { return bounceText().MatchString(head) } // dear: asked only where it counts
	report := strings.HasPrefix(strings.ToLower(m.Header.Get("Content-Type")), "multipart/report")
	switch {
	case report || nullPath:
		return daemon || subject || !isList(m) && !isAutoReply(m) && words()
	case daemon:
		return subject || words()
	}
	return subject && strongWords().MatchString(head)
}

func fromDaemon(m *Message) bool {
	for _, a := range m.From {
		if bounceSender().MatchString(a.Address) || bounceName().MatchString(a.Name) {
			return true
		}
	}
	return false
}

// strongWords are said by mail servers only.
var strongWords = lazily(`(?i)this is the (qmail|postfix|mail system|mail delivery)|i('m| am) afraid i wasn't able|created automatically by mail delivery software|this is an automatically generated delivery|the following addresses? had|did not reach the following recipient|delivery to the following recipients? (has )?failed|your message (to|could not)[^.]{0,200}(not|be) (be )?deliver|transcript of session|recipients? could not be reached|message (could not be|was not) delivered|550 5\.\d|returned message|failed recipients?|(could|can)( ?not|'t) (be delivered to|deliver( the)? message to) the following|no such user here|has been postponed|the message .{0,60}has been (rejected|returned)|address\(es\) failed|the following (mail|message|e-mail) could not be delivered`)

func isReply(subject string) bool {
	return len(subject) > 3 && strings.EqualFold(subject[:3], "re:")
}

var (
	statusCode   = lazily(`\b[245]\.\d{1,3}\.\d{1,3}\b`)
	listBegins   = lazily(`(?i)did not reach the following recipient(\(s\)|s)?:`)
	x400SMTP     = lazily(`(?i)^SMTP=`) // dda:SMTP=, an address as X.400 writes it
	replyCode    = lazily(`(?:^|[\s:<(#])([45]\d\d)[\s-]`)
	textAddress  = lazily(`[A-Za-z0-9!#$%&'*+/=?^_{|}~.-]+@[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?`)
	delayedWords = lazily(`(?i)delayed|will (continue|retry|keep trying|be retried)|do not need to resend|no action is required|not yet been delivered|still trying|temporar`)
	returnedMark = lazily(`(?im)^[-= >_]*(this is a copy of (the|your) message|(the )?(header of the )?(original|returned|unsent|undelivered|failed) message( (follows|header|below|included|text))?|message header follows|(start of )?returned message|begin(ning)? of (original|returned) (message|mail)|below this line is a copy of the message|here is a copy of the first part|the header of the original message|message headers? follow|unsent message|copy of (your|the) message|original mail|your original message)\b.*$`)
)

// guessRecipients reads the failed addresses from the words of a report: those
// before the returned message, that are not the reporter's own.
func guessRecipients(m *Message, text string) []BounceRecipient {
	var list []BounceRecipient
	words := text
	if loc := returnedMark().FindStringIndex(words); loc != nil && loc[0] > 0 {
		words = words[:loc[0]]
	} else if i := returnedHeader(words); i > 0 {
		words = words[:i]
	}
	words = words[:min(len(words), 16<<10)]
	// What stands before is the head of the message that was sent, its other
	// recipients too.
	if loc := listBegins().FindStringIndex(words); loc != nil && textAddress().MatchString(words[loc[1]:]) {
		words = words[loc[1]:]
	}
	action := "failed"
	if delayedWords().MatchString(words) && (!strings.Contains(strings.ToLower(words), "permanent")) || strings.Contains(strings.ToLower(m.Subject), "delay") {
		action = "delayed"
	}
	add := func(addr, diagnostic string) {
		addr = cleanAddress(x400SMTP().ReplaceAllString(addr, ""))
		if addr == "" || len(list) >= 50 || slices.ContainsFunc(list, func(r BounceRecipient) bool { return strings.EqualFold(r.Address, addr) }) {
			return
		}
		list = append(list, BounceRecipient{addr, action, statusOf(diagnostic), CleanLine(diagnostic)})
	}
	for _, v := range m.Header.All("X-Failed-Recipients") {
		for _, a := range parseAddresses(v, "") {
			add(a.Address, paragraphOf(words, a.Address))
		}
	}
	if len(list) > 0 {
		return list
	}
	own := make(map[string]bool)
	for _, as := range [][]Address{m.From, m.To, m.Sender, m.ReplyTo, m.Cc} {
		for _, a := range as {
			own[strings.ToLower(a.Address)] = true
		}
	}
	for _, loc := range textAddress().FindAllStringIndex(words, 200) {
		addr := words[loc[0]:loc[1]]
		local, _, _ := strings.Cut(strings.ToLower(addr), "@")
		if own[strings.ToLower(addr)] || bounceSender().MatchString(local) || local == "abuse" || local == "support" || idField(words, loc[0]) {
			continue
		}
		add(addr, paragraphAt(words, loc[0]))
	}
	return list
}

// idField tells whether the address at i is a message identifier or the like.
func idField(s string, i int) bool {
	line := strings.ToLower(s[strings.LastIndexByte(s[:i], '\n')+1 : i])
	return strings.Contains(line, "message-id") || strings.Contains(line, "from:") || strings.Contains(line, "envelope-from") ||
		strings.Contains(line, "references") || strings.Contains(line, "sender:") || strings.Contains(line, "by ") && strings.Contains(line, "id ")
}

func statusOf(diagnostic string) string {
	// In words, 2.0.12 is the version of some program.
	if s := statusCode().FindString(diagnostic); s != "" && s[0] != '2' {
		return s
	}
	if m := replyCode().FindStringSubmatch(diagnostic); m != nil {
		return m[1][:1] + ".0.0"
	}
	return ""
}

func paragraphOf(s, addr string) string {
	if i := strings.Index(strings.ToLower(s), strings.ToLower(addr)); i >= 0 {
		return paragraphAt(s, i)
	}
	return ""
}

// paragraphAt is the text about an address: what stands in its line and below,
// to the next blank line.
func paragraphAt(s string, i int) string {
	start := strings.LastIndexByte(s[:i], '\n') + 1
	end := len(s)
	if j := strings.Index(s[i:], "\n\n"); j >= 0 {
		end = i + j
	}
	return s[start:min(end, start+600)]
}
