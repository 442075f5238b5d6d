package mail

import (
	"regexp"
	"strings"
)

// What mail programs write around a quoted message, by language. The lists are
// data: a language is added by adding its words.

// wroteVerbs end, or nearly end, the line that introduces a quote.
var wroteVerbs = strings.Join([]string{
	`wrote`, `writes`, `has written`, `said`, // English
	`a écrit`, `a ecrit`, `écrivait`, `écrit`, // French
	`schrieb`, `schrieben`, `geschrieben`, `hat geschrieben`, // German
	`escribió`, `escribio`, `ha escrito`, `va escriure`, // Spanish, Catalan
	`ha scritto`, `scrisse`, `scrive`, // Italian
	`escreveu`, `escreveram`, // Portuguese
	`schreef`, `heeft geschreven`, `geschreven`, // Dutch
	`napisał\(a\)`, `napisał`, `napisała`, `pisze`, `napisano`, `napisana przez`, // Polish
	`написал\(а\)`, `написал`, `написала`, `пишет`, `писал\(а\)`, `писал`, `пише`, `написав`, // Russian, Ukrainian
	`skrev`, `kirjoitti`, `napsal\(a\)`, `napsal`, `napsala`, `napísal`, // Scandinavian, Finnish, Czech, Slovak
	`írta`, `a scris`, `yazdı`, `şunları yazdı`, `έγραψε`, `đã viết`, `menulis`, // and others
	`写道`, `寫道`, `写到`, `さんは書きました`, `のメール`, `のメッセージ`, `作成`, `님이 작성`,
}, `|`)

// attributionStart are the words such a line opens with.
var attributionStart = lazily(`^(?:` + strings.Join([]string{
	`On\s`, `At\s`, `In (?:message|article|a message)\s`, `Le\s`, `Am\s`, `Vom\s`, `Den\s`, `Il\s`, `El\s`, `Em\s`, `No dia\s`, `A\s\d`, `Op\s`, `W dniu\s`, `Wiadomość\s`, `Dnia\s`, `Dne\s`, `V\s\d`,
	`Den\s`, `Pe\s`, `Στις\s`, `Vào\s`, `Pada\s`, `Em\s`, `在\s?`, `于\s?`, `於\s?`,
	`(?:mon|tue|wed|thu|fri|sat|sun|lun|mar|mer|jeu|ven|sam|dim|mo|di|mi|do|fr|sa|so|пн|вт|ср|чт|пт|сб|вс|pon|wt|śr|czw|pt|sob|niedz|ma|ti|on|to|pe|la|su|po|út|st|čt|pá|so|ne)[a-zé]{0,6}[.,]*\s`,
	`\d{1,2}[./\s-]`, `\d{4}[-./年]`,
}, `|`) + `)`)

var (
	wroteEnd    = lazily(`(?i)(?:^|[\s,>"”)\]]|\p{Han}|\p{Hangul}|[0-9])(?:` + wroteVerbs + `)(?:\s[^:：]{0,20})?\s*[:：]\s*-*$`)
	wroteMiddle = lazily(`(?i)\s(?:` + wroteVerbs + `)\s.{1,140}[:：]\s*$`)
	addressEnd  = lazily(`[<\[(](?:mailto:)?[^\s<>]+@[^\s<>]+[>\])](?:\s*[:：]|\s*于.{0,60}(?:写道|寫道)[:：])\s*$`)
	colonEnd    = lazily(`[:：]\s*-*$`)

	mailEvidence = lazily(`[^\s<>@]+@[^\s<>@]+\.\w+`)
	timeEvidence = lazily(`\b\d{1,2}\s?(?:[:.hH]|時|时|點|点)\s?\d{2}|\b\d{1,2} ?[apAP]\.?[mM]\b`)
	dateEvidence = lazily(`\b(?:19|20)\d\d\b|\b\d{1,2}[./-]\d{1,2}(?:[./-]\d{2,4})?\b|\d{1,2}月\d{1,2}日`)
)

// headerLabels name the lines of the header block that Outlook and others put
// above the message they quote.
var (
	fromLabels    = `From|De|Von|Da|Van|Od|От|Від|Från|Fra|Lähettäjä|Feladó|Expéditeur|Gesendet von|Kimden|寄件者|寄件人|发件人|發件人|差出人|送信者|보낸\s?사람|Remitente|Mittente|Remetente|Afzender`
	dateLabels    = `Sent|Date|Gesendet|Datum|Envoyé(?: le)?|Enviado(?: el| em)?|Enviada(?: em)?|Fecha|Data|Inviato|Verzonden|Wysłano|Wysłane|Отправлено|Дата|Skickat|Sendt|Dato|Lähetetty|Päivämäärä|Päiväys|Odesláno|发送时间|發送時間|寄件日期|日期|时间|送信日時|日時|日付|보낸\s?날짜|Gönderildi|Elküldve|Sent at`
	toLabels      = `To|An|À|A|Pour|Para|Aan|Do|Кому|Till|Til|Vastaanottaja|Komu|Destinataire|Destinatario|Destinatário|收件人|收件者|宛先|받는\s?사람|Cc|CC|Kopie|Копия|Kopia|Kopi|Kopio|抄送|副本|Bcc|Reply-To|Répondre à|Antwort an|Responder a|Rispondi a`
	subjectLabels = `Subject|Betreff|Objet|Asunto|Oggetto|Assunto|Onderwerp|Temat|Тема|Ämne|Emne|Aihe|Předmět|主题|主題|主旨|件名|제목|Konu|Tárgy|Importance|Wichtigkeit|Priority|Priorität|Anlagen|Attachments|Pièces jointes|Adjuntos|Allegati|Anexos|Bijlagen`

	fromLine    = labelLine(fromLabels)
	dateLine    = labelLine(dateLabels)
	toLine      = labelLine(toLabels)
	subjectLine = labelLine(subjectLabels)
)

func labelLine(labels string) *regexp.Regexp {
	return regexp.MustCompile(`^\s*[*_]{0,2}(?:` + labels + `)[*_]{0,2}\s?[:：][*_]{0,2}(?:\s|[^/\d]|$)`)
}

// separator is a line that announces a message as a whole.
var separator = lazily(`(?i)^[\s>*]*(?:` +
	`[-_=*#~‐‑–—]{2,}\s*(?:` + strings.Join([]string{
	`original(?:e)? ?(?:message|appointment|mail|e-mail)`, `(?:original|reply|forwarded|forward) (?:message|mail|e-?mail)`, `forwarded (?:message|by|mail|email)\b[^-]*`, `(?:message|mail) (?:original|d['’]origine|initial|transféré)`, `(?:e-?mail|courriel) d['’]origine`,
	`(?:ursprüngliche|originale?|weitergeleitete|urspr\.) (?:nachricht|mail|e-mail)`, `original-?nachricht`, `antwort-?nachricht`, `weitergeleitet[a-z]*[^-]*`,
	`mensaje (?:original|reenviado)`, `messaggio (?:originale|inoltrato)`, `mensagem (?:original|encaminhada|reencaminhada)`, `(?:oorspronkelijk|doorgestuurd|origineel) bericht`,
	`(?:wiadomość oryginalna|oryginalna wiadomość|treść oryginalnej wiadomości|wiadomość przekazana|przekazana wiadomość|treść przekazanej wiadomości)`,
	`(?:исходное сообщение|пересланное сообщение|пересылаемое сообщение|пересланное письмо|конец пересылаемого сообщения|original message)`,
	`(?:ursprungligt|vidarebefordrat|ursprungligt e-post)\s*(?:meddelande)?`, `(?:oprindelig|videresendt|opprinnelig) (?:meddelelse|besked|melding)`, `(?:alkuperäinen|välitetty) viesti`, `(?:původní|přeposlaná) zpráva`,
	`(?:原始邮件|原始郵件|原邮件|转发的邮件|轉寄的郵件|转发邮件|回复的原邮件|邮件原件|original)`, `(?:元のメッセージ|転送されたメッセージ|転送メッセージ|original message|元のメール)`, `원본 메(?:시지|일)(?: 내용)?`,
}, `|`) + `)\s*:?\s*[-_=*#~‐‑–—]{2,}\s*$` +
	`|-{2,}\s?(?:on|le|am|el|il|em|op)\s.{5,150}\s(?:` + wroteVerbs + `)\s?-{2,}\s*$` +
	`|begin forwarded message ?:\s*$|début du message (?:réexpédié|transféré) ?:\s*$|anfang der weitergeleiteten (?:nachricht|e-mail) ?:\s*$|inizio (?:del )?messaggio inoltrato ?:\s*$|inicio del mensaje reenviado ?:\s*$|início da mensagem reencaminhada ?:\s*$|begin doorgestuurd bericht ?:\s*$|начало переадресованного сообщения ?:\s*$|転送されたメッセージ ?[:：]\s*$|下面是被转发的邮件 ?[:：]\s*$|početí přeposílané zprávy ?:\s*$|vidarebefordrat brev ?:\s*$|videresendt (?:melding|besked|meddelelse) ?:\s*$|początek przekazywanej wiadomości ?:\s*$` +
	`|[-=#~*\s]*(?:please )?(?:type|write|enter)? ?your reply above this line.*$|[-=#~*\s]*(?:please )?reply above this line.*$|[-=#~*\s]*please (?:type|write|do not write|do not reply) .{0,40}(?:above|below) this line.*$|[-=#~*\s]*(?:bitte )?antworten sie (?:bitte )?(?:oberhalb|über) dieser (?:linie|zeile).*$|[-=#~*\s]*(?:merci de )?répond(?:re|ez) au[- ]dessus de cette ligne.*$` +
	`)`)

// mobileSignature is what phones and programs add by themselves.
var mobileSignature = lazily(`(?i)^\s*[-–—_*\[(<]{0,3}\s*(?:` + strings.Join([]string{
	`sent (?:wirelessly |securely )?(?:from|via|by|using|with|on) (?:my|a|the) (?:[\p{L}\d®™'’/+-]+[ ,]?){1,6}`, `sent (?:wirelessly |securely )?(?:from|via|by|using|with) ` + products, `this message (?:was|has been) sent (?:from|via|using) my [^.]{1,40}`, `(?:get|download) ` + products, `sent from a mobile[^.]{0,30}`, `typed on (?:a|my) (?:phone|mobile|iphone|tiny)[^.]{0,40}`, `sent on the go`, `enviado do meu`,
	`envoyé (?:de|depuis|à partir de|avec|via) (?:mon|ma|l['’]application|un) [^.]{1,50}`, `envoyé (?:de|depuis|à partir de|avec|via) (?:d['’])?` + products, `télécharge[rz] ` + products, `obtenir ` + products, `provenance\s?: ` + products,
	`(?:von|mit) meine[mr] [^.]{1,40}(?:gesendet|geschickt|gesandt|verschickt)`, `(?:diese nachricht wurde )?(?:gesendet|gesandt|verschickt|geschickt) (?:von|mit|über|aus)(?: der| meinem?| meiner)? [^.]{0,4}(?:` + productWords + `)[^.]{0,50}`, `von (?:unterwegs|` + products + `) gesendet`, `holen sie sich ` + products, `(?:outlook|yahoo mail) für (?:ios|android)[^.]{0,20}`, `mit ` + products + ` gesendet`,
	`enviado (?:desde|de|do|da|a partir d[eo]|con|com|pelo|através d[eo]) (?:mi|meu|minha|un|o|el) [^.]{1,40}`, `enviado (?:desde|de|do|da|con|com|pelo) ` + products, `obtener ` + products, `obter o? ?` + products, `descarg(?:a|ar) ` + products,
	`inviato (?:dal?|con|tramite|da) (?:mio |il mio )[^.]{1,40}`, `inviato (?:dal?|con|tramite|da) ` + products, `scarica ` + products, `ottieni ` + products,
	`(?:verzonden|verstuurd) (?:vanaf|vanuit|met|via|van|door) mijn [^.]{1,40}`, `(?:verzonden|verstuurd) (?:vanaf|vanuit|met|via|van) ` + products, `download ` + products,
	`wysłan[eoay] (?:z|ze|przez) (?:mojego|mojej|telefonu|` + products + `)[^.]{0,40}`, `pobierz ` + products,
	`отправлено (?:с|из|через) (?:моего |мобильн|` + productWords + `)[^.]{0,40}`, `отправлено из (?:почты|мобильной)[^.]{0,40}`, `скачать ` + products, `надіслано з[^.]{1,40}`,
	`(?:iphone|ipad|android|スマートフォン|携帯|私の[\p{L}]{1,12})[^。.]{0,12}から送信(?:されました)?`, `.{0,12}から送信$`, `(?:从|從)我的.{1,30}(?:发送|發送|传送|傳送|发出)`, `(?:发|發|寄)自.{1,30}`, `(?:从|從)我的.{1,12}(?:发送|傳送)`, `나의 .{1,20}에서 보냄`, `내 .{1,20}에서 (?:보냄|전송)`,
	`skickat från (?:min|mitt) [^.]{1,40}`, `skickat från ` + products, `hämta ` + products, `sendt fra (?:min|mit|mitt) [^.]{1,40}`, `sendt fra ` + products, `hent ` + products, `få ` + products, `lähetetty (?:minun )?(?:iphonesta|ipadista|androidista|puhelimesta)[^.]{0,30}`, `lähetetty (?:mobiili|laitteesta)[^.]{0,40}`, `hanki ` + products, `odesláno z [^.]{1,40}`, `stáhnout ` + products, `iphone'?umdan gönderildi`,
	`yahoo mail: search, organize, conquer`,
}, `|`) + `)[.!]?\s*(?:<[^>]*>|\[[^\]]*\]|\([^)]*\))?[\s\])>*.]*$`)

const productWords = `iphone|ipad|ipod|android|blackberry|outlook|yahoo|gmail|mail\b|e-mail|email|aol|proton|samsung|galaxy|huawei|xiaomi|windows|nokia|htc|sony|xperia|motorola|lg|spark|airmail|mailbird|thunderbird|telekom|gmx|web\.de|handy|smartphone|mobile|mobil|tablet|telefon|cell|surface|fairphone|nine|k-9|boxer|workspace|zimbra|fastmail|polymail|bluemail|blue mail|mozilla|myphone|front|superhuman|hey|tutanota|mailspring|canary|orange|free|sfr|laposte`

const products = `(?:my |the |for |pour |für |para |per |voor )?(?:the )?(?:` + productWords + `)[^.]{0,60}`
