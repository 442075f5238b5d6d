package mail

import (
	"fmt"
	"strings"
	"testing"
)

// TestStrip proves THR-22: the newest reply without history and signature, for
// the marks of many programs and languages, and untouched prose.
func TestStrip(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, text, want string }{
		{"gmail",
			"Hi there\n\nOn Mon, Jan 1, 2024 at 10:00 AM Bob <b@c.d> wrote:\n\n> old\n> older\n",
			"Hi there"},
		{"wrapped",
			"I get it.\n\nOn Tue, Apr 29, 2014 at 4:22 PM, Example Dev <\nben@example.org> wrote:\n\n> okay.  Well, here's\n",
			"I get it."},
		{"wrapped3",
			"Thanks\n\nOn Thursday, January 5, 2012 at 4:22 PM, A very long name here who\nhas a second line of name and\naddress <x@y.z> wrote:\n> foo",
			"Thanks"},
		{"noquote",
			"Outlook with a reply\n\n\n ------------------------------\n*From:* Office Suite Sync Team [mailto:news@example.org]\n*Sent:* Thursday, February 09, 2012 1:36 PM\n*To:* jow@xxxx.com\n*Subject:* Office Suite Sync was updated!\n\nDear",
			"Outlook with a reply"},
		{"outlook",
			"Yes.\n\nFrom: A B <a@b.c>\nSent: Monday, 1 January 2024 10:00\nTo: X <x@y.z>\nSubject: Foo\n\nold",
			"Yes."},
		{"underscores",
			"Yes.\n________________________________\nFrom: A B <a@b.c>\nSent: Monday, 1 January 2024 10:00\nTo: X\nSubject: Foo\n\nold",
			"Yes."},
		{"orig",
			"Ja.\n\n-----Ursprüngliche Nachricht-----\nVon: A\nGesendet: Montag\nAn: B\nBetreff: C\n\nalt",
			"Ja."},
		{"bottom",
			"On 1/1/2024 Bob wrote:\n> q1\n> q2\n\nMy answer",
			"My answer"},
		{"bottom2",
			"> q1\n> q2\n\nMy answer\n\n-- \nBob",
			"My answer"},
		{"inline",
			"Hi,\n\nOn Mon, Jan 1, 2024 at 10:00 AM Bob <b@c.d> wrote:\n> q1\na1\n> q2\na2\n> tail",
			"Hi,\n\nOn Mon, Jan 1, 2024 at 10:00 AM Bob <b@c.d> wrote:\n> q1\na1\n> q2\na2"},
		{"inline0",
			"On Mon, Jan 1, 2024 at 10:00 AM Bob <b@c.d> wrote:\n> q1\na1\n> q2\na2",
			"On Mon, Jan 1, 2024 at 10:00 AM Bob <b@c.d> wrote:\n> q1\na1\n> q2\na2"},
		{"sig",
			"Text\n\n-- \nBob\nACME",
			"Text"},
		{"iphone",
			"Here is mine\n\nSent from my iPhone",
			"Here is mine"},
		{"iphone2",
			"Here is mine\n\nSent from my iPhone\n\nOn Jan 1, 2020, at 10:00 AM, X <x@y.z> wrote:\n\n> foo",
			"Here is mine"},
		{"iphone3",
			"Here is another email\n\nSent from my Verizon Wireless BlackBerry",
			"Here is another email"},
		{"many",
			"Here is another email\n\nSent from my Nokia 3310, the best phone ever",
			"Here is another email"},
		{"prose",
			"As I said in my mail, he wrote:\nwe will come.\nBye",
			"As I said in my mail, he wrote:\nwe will come.\nBye"},
		{"prose2",
			"On Monday the customer wrote:\nplease fix it by Friday.\n\nCan you?",
			"On Monday the customer wrote:\nplease fix it by Friday.\n\nCan you?"},
		{"prose3",
			"Sent from my office were the documents you need. Please read them.\n\nBob",
			"Sent from my office were the documents you need. Please read them.\n\nBob"},
		{"footer of a list",
			"Hi folks\n\nWhat is the best way to empty a store of all its keys after\nrunning a test?\nI use the HTTP interface for now.\n\n-Ben Example\n\n\n_______________________________________________\nusers mailing list\nusers@lists.example.org\nhttp://lists.example.org/mailman/listinfo/users_lists.example.org\n",
			"Hi folks\n\nWhat is the best way to empty a store of all its keys after\nrunning a test?\nI use the HTTP interface for now."},
		{"answers around a quote",
			"Hi,\nOn Tue, 2011-03-01 at 18:02 +0530, Ben Example wrote:\n> Hi folks\n> \n> -Ben Example\n\nList the keys and delete each.\n\n> _______________________________________________\n> users mailing list\n",
			"Hi,\nOn Tue, 2011-03-01 at 18:02 +0530, Ben Example wrote:\n> Hi folks\n> \n> -Ben Example\n\nList the keys and delete each."},
		{"bullets",
			"Two lines first\n\nand a gap\n\n\n   - one point\n   - another point\n\n\nOn Fri, Feb 24, 2012 at 10:19 AM, <ben@example.org> wrote:\n\n> Give us an example",
			"Two lines first\n\nand a gap\n\n\n   - one point\n   - another point"},
		{"correctsig",
			"this is an email with a correct -- signature.\n\n-- \nrick",
			"this is an email with a correct -- signature."},
		{"oneishot",
			"On your remote host you can run:\n\n     nc 127.0.0.1 8080\n\nIt should answer at once. If it \ndoes not, the tunnel is down.",
			"On your remote host you can run:\n\n     nc 127.0.0.1 8080\n\nIt should answer at once. If it \ndoes not, the tunnel is down."},
		{"unusual",
			"Test reply\n\n> Begin forwarded\n",
			"Test reply"},
		{"fr",
			"Merci\n\nLe 1 janv. 2024 à 10:00, Bob <b@c.d> a écrit :\n> x",
			"Merci"},
		{"frwrap",
			"Merci\n\nLe lun. 1 janv. 2024 à 10:00, Un Nom Assez Long Pour Passer <\nb@c.d> a écrit :\n\n> x",
			"Merci"},
		{"de",
			"Danke\n\nAm 01.01.2024 um 10:00 schrieb Bob <b@c.d>:\n> x",
			"Danke"},
		{"de2",
			"Danke\n\nAm Mo., 1. Jan. 2024 um 10:00 Uhr schrieb Bob <b@c.d>:\n\n> x",
			"Danke"},
		{"de3",
			"Danke\n\nVon meinem iPhone gesendet\n\n> Am 01.01.2024 um 10:00 schrieb Bob <b@c.d>:\n> \n> x",
			"Danke"},
		{"es",
			"Gracias\n\nEl lun, 1 ene 2024 a las 10:00, Bob (<b@c.d>) escribió:\n\n> x",
			"Gracias"},
		{"it",
			"Grazie\n\nIl giorno lun 1 gen 2024 alle ore 10:00 Bob <b@c.d> ha scritto:\n\n> x",
			"Grazie"},
		{"pt",
			"Obrigado\n\nEm seg., 1 de jan. de 2024 às 10:00, Bob <b@c.d> escreveu:\n\n> x",
			"Obrigado"},
		{"nl",
			"Bedankt\n\nOp ma 1 jan. 2024 om 10:00 schreef Bob <b@c.d>:\n\n> x",
			"Bedankt"},
		{"pl",
			"Dzięki\n\npon., 1 sty 2024 o 10:00 Bob <b@c.d> napisał(a):\n\n> x",
			"Dzięki"},
		{"pl2",
			"Dzięki\n\nW dniu 2024-01-01 o 10:00, Bob pisze:\n> x",
			"Dzięki"},
		{"ru",
			"Спасибо\n\nпн, 1 янв. 2024 г. в 10:00, Bob <b@c.d>:\n\n> x",
			"Спасибо"},
		{"ru2",
			"Спасибо\n\n01.01.2024 10:00, Иван Петров пишет:\n> x",
			"Спасибо"},
		{"ja",
			"ありがとう\n\n2024年1月1日(月) 10:00 Bob <b@c.d>:\n\n> x",
			"ありがとう"},
		{"zh",
			"谢谢\n\nBob <b@c.d> 于2024年1月1日周一 10:00写道：\n\n> x",
			"谢谢"},
		{"zh2",
			"谢谢\n\n在 2024年1月1日，10:00，Bob <b@c.d> 写道：\n\n> x",
			"谢谢"},
		{"zh3",
			"谢谢\n\n------------------ 原始邮件 ------------------\n发件人: \"Bob\"<b@c.d>;\n发送时间: 2024年1月1日(星期一) 上午10:00\n收件人: \"X\"<x@y.z>;\n主题: foo\n\nx",
			"谢谢"},
		{"sv",
			"Tack\n\nDen mån 1 jan. 2024 kl 10:00 skrev Bob <b@c.d>:\n\n> x",
			"Tack"},
		{"da",
			"Tak\n\nDen 1. jan. 2024 kl. 10.00 skrev Bob <b@c.d>:\n\n> x",
			"Tak"},
		{"fi",
			"Kiitos\n\nma 1. tammik. 2024 klo 10.00 Bob (b@c.d) kirjoitti:\n\n> x",
			"Kiitos"},
		{"cs",
			"Díky\n\npo 1. 1. 2024 v 10:00 odesílatel Bob <b@c.d> napsal:\n\n> x",
			"Díky"},
		{"proton",
			"Ok\n\nSent with Proton Mail secure email.\n\n------- Original Message -------\nOn Monday, January 1st, 2024 at 10:00, Bob <b@c.d> wrote:\n\n> x",
			"Ok"},
		{"yahoo",
			"Ok\n    On Monday, January 1, 2024 at 10:00:00 AM GMT+1, Bob <b@c.d> wrote:  \n \n old text unquoted\nmore",
			"Ok"},
		{"zimbra",
			"Ok\n\n----- Original Message -----\nFrom: \"Bob\" <b@c.d>\nTo: x\nSent: Monday\nSubject: foo\n\nold",
			"Ok"},
		{"zimbrafr",
			"Ok\n\n----- Mail original -----\nDe: \"Bob\" <b@c.d>\nÀ: \"X\" <x@y.z>\nEnvoyé: Lundi 1 Janvier 2024 10:00:00\nObjet: foo\n\nold",
			"Ok"},
		{"lotus",
			"Ok\n\n\n\n\nFrom:   Bob Smith/ACME\nTo:     X/ACME@ACME\nDate:   01/01/2024 10:00\nSubject:        Re: foo\n\n\n\nold",
			"Ok"},
		{"lotusfr",
			"Ok\n\n\n\nDe :    Bob Smith/ACME\nA :     X/ACME@ACME\nDate :  01/01/2024 10:00\nObjet : Re: foo\n\n\nold",
			"Ok"},
		{"fwd",
			"FYI\n\n---------- Forwarded message ---------\nFrom: Bob <b@c.d>\nDate: Mon\nSubject: x\nTo: y\n\nbody",
			"FYI"},
		{"onlyfwd",
			"---------- Forwarded message ---------\nFrom: Bob <b@c.d>\nDate: Mon\nSubject: x\nTo: y\n\nbody",
			"---------- Forwarded message ---------\nFrom: Bob <b@c.d>\nDate: Mon\nSubject: x\nTo: y\n\nbody"},
		{"onlyq",
			"> a\n> b",
			"> a\n> b"},
		{"zendesk",
			"Thanks!\n\n##- Please type your reply above this line -##\n\nYour request",
			"Thanks!"},
		{"fr2",
			"Bonjour\n\nEnvoyé de mon iPhone\n\n> Le 1 janv. 2024 à 10:00, Bob <b@c.d> a écrit :\n> \n> x",
			"Bonjour"},
		{"md",
			"Hello\n---\nworld\n\nbye",
			"Hello\n---\nworld\n\nbye"},
		{"twooclock",
			"My reply\n\nOn 9 Jan 2014, at 2:47, Ben Example <ben@example.org> wrote:\n\n> thing\n> \n> On 8 Jan 2014, at 1:47, X wrote:\n> > y\n",
			"My reply"},
		{"onprose",
			"On the other hand, this is prose about time.\nIt goes on for a bit.\n\nOn 9 Jan 2014, at 2:47, G P <n@g.c> wrote:\n\n> thing",
			"On the other hand, this is prose about time.\nIt goes on for a bit."},
		{"mixed-sigquote",
			"ok\n\n--\nBob\n\nOn Mon, Jan 1, 2024 at 10:00 AM X <b@c.d> wrote:\n> hi",
			"ok"},
		{"outlook-mob",
			"ok\n\nGet Outlook for iOS<https://aka.ms/o0ukef>\n________________________________\nFrom: A <a@b.c>\nSent: Monday, January 1, 2024 10:00:00 AM\nTo: x <x@y.z>\nSubject: Re: foo\n\nold",
			"ok"},
		{"ordinary",
			"Dear team,\n\nPlease find the details:\n\nFrom: Berlin\nTo: Paris\nDate: 12 May\n\nThanks",
			"Dear team,\n\nPlease find the details:\n\nFrom: Berlin\nTo: Paris\nDate: 12 May\n\nThanks"},
		{"bars",
			"Hello\n\n====================\n\nwhat now",
			"Hello\n\n====================\n\nwhat now"},
		{"frwl",
			"Bonjour,\n\nD'accord.\n\nDe : Bob Dupont <b@c.d>\nEnvoyé : lundi 1 janvier 2024 10:00\nÀ : X <x@y.z>\nObjet : foo\n\nold",
			"Bonjour,\n\nD'accord."},
		{"writes",
			"ok\n\n\"Bob Smith\" <b@c.d> writes:\n\n> foo",
			"ok"},
		{"noanswer-unq",
			"Ok, do that.\n\n2024-01-01 10:00 GMT+01:00 Bob <b@c.d>:\n\n> foo",
			"Ok, do that."},
		{"apple",
			"Ok\n\n> On Jan 1, 2024, at 10:00 AM, Bob <b@c.d> wrote:\n> \n> foo",
			"Ok"},
		{"tail list",
			"Ok\n\n> foo\n\n-- \nYou received this message because you are subscribed to the Google Groups",
			"Ok"},
		{"no2",
			"Takk\n\nman. 1. jan. 2024 kl. 10:00 skrev Bob <b@c.d>:\n\n> x",
			"Takk"},
		{"no3",
			"Takk\n\nFra: Bob <b@c.d>\nSendt: mandag 1. januar 2024 10:00\nTil: X <x@y.z>\nEmne: foo\n\nold",
			"Takk"},
		{"no4",
			"Takk\n\nSendt fra min iPhone\n\n> 1. jan. 2024 kl. 10:00 skrev Bob <b@c.d>:\n> \n> x",
			"Takk"},
		{"no7",
			"Takk\n\nFå Outlook for iOS\n________________________________\nFra: Bob <b@c.d>\nSendt: mandag 1. januar 2024 10:00\nTil: X\nEmne: foo\n\nold",
			"Takk"},
		{"no9",
			"Takk\n\nmandag 1. januar 2024 skrev Bob <b@c.d> følgende:\n> x",
			"Takk"},
		{"no10",
			"Takk\n\nVideresendt melding:\n\nFra: Bob\nEmne: foo\nDato: 1. januar 2024\nTil: X\n\nold",
			"Takk"},
		{"sv2",
			"Tack\n\nFrån: Bob <b@c.d>\nSkickat: den 1 januari 2024 10:00\nTill: X\nÄmne: foo\n\nold",
			"Tack"},
		{"fi2",
			"Kiitos\n\nLähettäjä: Bob <b@c.d>\nLähetetty: maanantai 1. tammikuuta 2024 10:00\nVastaanottaja: X\nAihe: foo\n\nold",
			"Kiitos"},
		{"nl3",
			"Bedankt\n\nOp 1 jan. 2024 om 10:00 heeft Bob <b@c.d> het volgende geschreven:\n\n> x",
			"Bedankt"},
		{"nl4",
			"Bedankt\n\nVerstuurd vanaf mijn iPhone\n\n> Op 1 jan. 2024 om 10:00 heeft Bob <b@c.d> het volgende geschreven:\n> \n> x",
			"Bedankt"},
		{"es2",
			"Gracias\n\nDe: Bob <b@c.d>\nEnviado el: lunes, 1 de enero de 2024 10:00\nPara: X\nAsunto: foo\n\nold",
			"Gracias"},
		{"es3",
			"Gracias\n\nEl 1 ene 2024, a las 10:00, Bob <b@c.d> escribió:\n\nold unquoted\nmore",
			"Gracias"},
		{"pt3",
			"Obrigado\n\nEnviado do meu iPhone\n\n> No dia 1 de jan. de 2024, às 10:00, Bob <b@c.d> escreveu:\n> \n> x",
			"Obrigado"},
		{"it3",
			"Grazie\n\nInviato da iPhone\n\n> Il giorno 1 gen 2024, alle ore 10:00, Bob <b@c.d> ha scritto:\n> \n> x",
			"Grazie"},
		{"pl4",
			"Dzięki\n\nWysłane z iPhone'a\n\n> Wiadomość napisana przez Bob <b@c.d> w dniu 01.01.2024, o godz. 10:00:\n> \n> x",
			"Dzięki"},
		{"pl6",
			"Dzięki\n\nWiadomość napisana przez Bob w dniu 1 sty 2024, o godz. 10:00:\n\n> x",
			"Dzięki"},
		{"ru4",
			"Спасибо\n\nОтправлено с iPhone\n\n> 1 янв. 2024 г., в 10:00, Bob <b@c.d> написал(а):\n> \n> x",
			"Спасибо"},
		{"ru6",
			"Спасибо\n\nПонедельник, 1 января 2024, 10:00 +03:00 от Bob <b@c.d>:\n\n>x",
			"Спасибо"},
		{"ja2",
			"ありがとう\n\n差出人: Bob <b@c.d>\n送信日時: 2024年1月1日 10:00\n宛先: X\n件名: foo\n\nold",
			"ありがとう"},
		{"ja3",
			"ありがとう\n\niPhoneから送信\n\n> 2024/01/01 10:00、Bob <b@c.d>のメール:\n> \n> x",
			"ありがとう"},
		{"zh4",
			"谢谢\n\n发自我的iPhone\n\n> 在 2024年1月1日，上午10:00，Bob <b@c.d> 写道：\n> \n> x",
			"谢谢"},
		{"zh8",
			"謝謝\n\n寄件者: Bob <b@c.d>\n寄件日期: 2024年1月1日 10:00\n收件者: X\n主旨: foo\n\nold",
			"謝謝"},
		{"de6",
			"Danke\n\nGesendet: Montag, 01. Januar 2024 um 10:00 Uhr\nVon: \"Bob\" <b@c.d>\nAn: x@y.z\nBetreff: foo\n\nalt",
			"Danke"},
		{"de7",
			"Danke\n\nBob <b@c.d> schrieb am Mo., 1. Jan. 2024, 10:00:\n\n> x",
			"Danke"},
		{"fr5",
			"Merci\n\n-------- Message d'origine --------\nDe : Bob\nDate : 01/01/2024 10:00 (GMT+01:00)\nÀ : X\nObjet : foo\n\nold",
			"Merci"},
		{"two quotes, signature between",
			"Outer\n\n> q1\n\nInner\n\n> q2\n\n-- \nsig",
			"Outer\n\n> q1\n\nInner"},
		{"dated sender",
			"Test reply\n\n2012/8/3 Bob <b@c.d>\n\n> Hi",
			"Test reply"},
		{"zoho",
			"Reply\n\n---- On Tue, 01 Jan 2024 10:00:00 +0100 <b@c.d> wrote ---\n\nold",
			"Reply"},
		{"prose on wrote:",
			"On page 3 the author wrote:\n\nIt was a dark night.\n\nIs that ok?",
			"On page 3 the author wrote:\n\nIt was a dark night.\n\nIs that ok?"},
		{"prose de",
			"Am Montag schrieb der Kunde:\nbitte anrufen.\n\nMachst du das?",
			"Am Montag schrieb der Kunde:\nbitte anrufen.\n\nMachst du das?"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			reply, rest := Strip(c.text)
			if reply != c.want {
				t.Errorf("got  %q\nwant %q", reply, c.want)
			}
			checkStripped(t, c.text, reply, rest)
		})
	}
}

// checkStripped: nothing is lost and nothing invented; each line is in the
// reply or in the rest.
func checkStripped(t *testing.T, text, reply, rest string) {
	t.Helper()
	words := len(strings.Fields(dropPGP(text)))
	if got := len(strings.Fields(reply)) + len(strings.Fields(rest)); got != words && !strings.Contains(text, "PGP") {
		t.Errorf("%d words of %d kept for %q: %q, %q", got, words, text, reply, rest)
	}
	if reply == "" && strings.TrimSpace(text) != "" {
		t.Errorf("nothing left of %q", text)
	}
}

// FuzzStrip proves SAFE-10 for answers.
func FuzzStrip(f *testing.F) {
	f.Add("Hi\n\nOn Mon, Jan 1, 2024 at 10:00 AM Bob <b@example.org> wrote:\n> x\n")
	f.Add("> a\n\nb\n\n-- \nc\n")
	f.Fuzz(func(t *testing.T, text string) {
		text = strings.ToValidUTF8(text, "?")
		reply, rest := Strip(text)
		checkStripped(t, strings.ReplaceAll(text, "\x00", ""), reply, rest)
	})
}

// BenchmarkStrip_hostile proves SAFE-10 by sight: time per byte stays flat.
func BenchmarkStrip_hostile(b *testing.B) {
	for _, line := range []string{"On Monday 10:00 1/1/2020 x@y.zz wrote\n", "From: a\nTo: b\n", "-----\n", "--\n", "_____\n\n\n", "wrote:\n", "Sent from my iPhone\n> q\n", "An ordinary line of prose.\n"} {
		for _, size := range []int{1 << 18, 1 << 20} {
			b.Run(fmt.Sprintf("%.8s/%d", line, size), func(b *testing.B) {
				text := strings.Repeat(line, size/len(line))
				b.SetBytes(int64(size))
				for b.Loop() {
					Strip(text)
				}
			})
		}
	}
}

func TestStripHTML(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, html, visible string }{
		{"Gmail", `<div>Hi</div><br><div class="gmail_quote"><div class="gmail_attr">On … wrote:</div><blockquote class="gmail_quote">old</blockquote></div>`, `<div>Hi</div><br>`},
		{"Gmail, answers inside", `<div>Hi</div><div class="gmail_quote"><blockquote>q</blockquote></div><div>and more</div>`, `<div>Hi</div><div class="gmail_quote"><blockquote>q</blockquote></div><div>and more</div>`},
		{"Apple", `<body>Hi<br><div><blockquote type="cite"><div>On Jan 1, 2024, at 10:00 AM, Bob &lt;b@c.d&gt; wrote:</div>old</blockquote></div></body>`, `<body>Hi<br><div></div></body>`},
		{"Thunderbird", `<p>Hi</p><div class="moz-cite-prefix">On 1/1/24 10:00, Bob wrote:<br></div><blockquote type="cite">old</blockquote>`, `<p>Hi</p>`},
		{"Outlook on the web", `<div>Hi</div><div id="appendonsend"></div><hr><div id="divRplyFwdMsg"><b>From:</b> Bob</div><div>old</div>`, `<div>Hi</div>`},
		{"Outlook", `<p class=MsoNormal>Hi</p><div style='border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm 0cm'><p><b>From:</b> Bob</p></div><p>old</p>`, `<p class=MsoNormal>Hi</p>`},
		{"Yahoo", `<div>Hi</div><div id="yahoo_quoted_1" class="yahoo_quoted"><div>On … wrote:</div>old</div>`, `<div>Hi</div>`},
		{"Proton", `<div>Hi</div><div class="protonmail_quote">old</div>`, `<div>Hi</div>`},
		{"line above a quote", `<p>Hi</p><p>On Mon, Jan 1, 2024 at 10:00 AM Bob &lt;b@c.d&gt; wrote:</p><blockquote type="cite">old</blockquote>`, `<p>Hi</p>`},
		{"only a quote", `<blockquote type="cite">old</blockquote>`, `<blockquote type="cite">old</blockquote>`},
		{"quote of an author", `<p>He said</p><blockquote>to be</blockquote>`, `<p>He said</p><blockquote>to be</blockquote>`},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			visible, rest := StripHTML(c.html)
			if visible != c.visible || len(visible)+len(rest) != len(c.html) {
				t.Errorf("visible %q\n   want %q\n   rest %q", visible, c.visible, rest)
			}
		})
	}
}
