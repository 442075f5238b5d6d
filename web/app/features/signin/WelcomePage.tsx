import { Button, IconButton } from "@kit/Button.tsx";
import { Icon } from "@kit/Icon.tsx";
import { showToast } from "@kit/Toast.tsx";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { type ReactNode, useState } from "react";
import { cache, keys } from "../../api/cache.ts";
import { answer, api, type ApiError } from "../../api/client.ts";
import { reportFailure } from "../../data/doing.ts";
import { useBootstrap } from "../../data/session.ts";
import { listQuery } from "../../data/threads.ts";
import { t } from "../../i18n/i18n.ts";
import { paths } from "../../paths.ts";
import "./signin.css";

/** The guide after the set-up: an address that works at once, a test mail seen arriving, colleagues (SET-01). */
export function WelcomePage() {
  const { account, inboxes, views, users, channel_accounts } = useBootstrap();
  const inbox = inboxes[0];
  const open = views.find((view) => view.inbox_id === inbox?.id && view.kind === "open");
  const list = useInfiniteQuery({ ...listQuery(open?.id ?? "", "newest"), enabled: open !== undefined });
  const arrived = list.data?.pages[0]?.threads[0];
  if (!inbox || !open) return null;
  const copy = () => void navigator.clipboard.writeText(inbox.address).then(() => showToast({ id: "copied", text: t("done.copied") }));
  return (
    <main className="door" id="main">
      <div className="door-card wide">
        <h1>{t("welcome.title", { company: account.name })}</h1>
        <ol className="steps" role="list">
          <Step n={1} done={arrived !== undefined} title={t("welcome.mail")}>
            <p className="muted sm">{t("welcome.mail_text")}</p>
            <p className="address">
              <span className="grow clip">{inbox.address}</span>
              <IconButton icon="copy" compact label={t("action.copy_address")} onClick={copy} />
            </p>
            <DemoMailbox />
            <p className="sm" role="status" aria-live="polite" style={{ marginTop: 8 }}>
              {arrived ? (
                <Link to={paths.thread(inbox.id, open.id, arrived.id)}>{t("welcome.arrived", { subject: arrived.subject || arrived.preview, name: arrived.sender_name })}</Link>
              ) : (
                <span className="faint">{t("welcome.waiting")}</span>
              )}
            </p>
          </Step>
          <Step n={2} done={channel_accounts.some(({ fallback }) => !fallback)} title={t("welcome.connect")}>
            <p className="muted sm">{t("welcome.connect_text")}</p>
            <Link className="btn" to={paths.settings(`channels/new/${inbox.id}`)} style={{ marginTop: 8 }}>
              {t("empty.connect")}
            </Link>
          </Step>
          <Step n={3} done={users.length > 1} title={t("welcome.invite")}>
            <Invite />
          </Step>
        </ol>
        <Link className="btn pri wide" to={paths.home()}>
          {t("welcome.go")}
        </Link>
      </div>
    </main>
  );
}

/** A server that was started to be tried out has the mailbox of a customer: mail can be written from there. */
function DemoMailbox() {
  const { data: there } = useQuery({ queryKey: ["demo-mailbox"], queryFn: isMailbox });
  if (!there) return null;
  return (
    <a className="btn" href="/demo/" target="_blank" rel="noreferrer" style={{ marginTop: 8 }}>
      <Icon name="mail" />
      {t("welcome.demo")}
    </a>
  );
}

// Without the mailbox this address answers "not found", or with the interface as all others do.
async function isMailbox(): Promise<boolean> {
  const response = await fetch("/demo/").catch(() => null);
  return response?.ok === true && !(await response.text()).includes('id="root"');
}

function Step({ n, done, title, children }: { n: number; done: boolean; title: string; children: ReactNode }) {
  return (
    <li className={done ? "done" : ""}>
      <span className="mark" aria-hidden="true">
        {done ? <Icon name="check" /> : n}
      </span>
      <div>
        <h2>{title}</h2>
        {children}
      </div>
    </li>
  );
}

function Invite() {
  const [email, setEmail] = useState("");
  const invite = async (event: React.FormEvent) => {
    event.preventDefault();
    try {
      await answer(api.POST("/users", { body: { email } }));
      setEmail("");
      showToast({ id: "invited", text: t("welcome.invited", { email }) });
      void cache.invalidateQueries({ queryKey: keys.bootstrap });
    } catch (error) {
      reportFailure(error as ApiError);
    }
  };
  return (
    <form onSubmit={invite}>
      <input className="input" type="email" required aria-label={t("signin.email")} placeholder={t("welcome.invite_hint")} value={email} onChange={(event) => setEmail(event.target.value)} />
      <Button type="submit">{t("welcome.invite_button")}</Button>
    </form>
  );
}
