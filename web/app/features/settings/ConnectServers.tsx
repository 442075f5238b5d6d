import { Button } from "@kit/Button.tsx";
import { TextField } from "@kit/Field.tsx";
import { useState } from "react";
import { currentScope } from "../../actions/scope.ts";
import { api } from "../../api/client.ts";
import { useForm } from "../../data/useForm.ts";
import { t } from "../../i18n/i18n.ts";
import { paths } from "../../paths.ts";
import { ChoiceField, SwitchLine, TickList } from "./fields.tsx";
import { FormError } from "./FormDialog.tsx";
import { PRESETS, presetFor, type Server, serversFor } from "./presets.ts";
import { type NewAccount, ProbeNotes, useProbe } from "./probing.tsx";
import { save } from "./server.ts";
import { LoginFields, ServerFields } from "./ServerFields.tsx";

const FIELDS = ["address", "name", ...["imap", "smtp"].flatMap((side) => ["host", "port", "username", "password"].map((field) => `${side}.${field}`))];

/** Connecting by IMAP and SMTP: the servers are proposed, tried, and only then kept. */
export function ConnectServers({ target }: { target: { inbox_id: string; import_days: number } }) {
  const [address, setAddress] = useState("");
  const [name, setName] = useState("");
  const [presetId, setPresetId] = useState("");
  const [imap, setImap] = useState<Server>({ ...serversFor("", undefined).imap, username: "", password: "" });
  const [smtp, setSmtp] = useState<Server>({ ...serversFor("", undefined).smtp, username: "", password: "" });
  const [sameLogin, setSameLogin] = useState(true);
  const [folders, setFolders] = useState<string[]>(["INBOX"]);
  const test = useProbe();
  const preset = PRESETS.find(({ id }) => id === presetId);

  const propose = (nextAddress: string, nextPreset: string) => {
    const servers = serversFor(nextAddress, PRESETS.find(({ id }) => id === nextPreset));
    setImap({ ...imap, ...servers.imap, username: nextAddress });
    setSmtp({ ...smtp, ...servers.smtp, username: nextAddress });
    setPresetId(nextPreset);
    test.forget();
  };
  const handleAddress = (next: string) => {
    setAddress(next);
    propose(next, presetFor(next)?.id ?? presetId);
  };
  const login = sameLogin ? { username: imap.username ?? "", password: imap.password ?? "" } : {};
  const body: NewAccount = { channel: "email", ...target, address, name, imap: { ...imap, folders }, smtp: { ...smtp, ...login } };

  const form = useForm(async () => {
    // What was tried and refused once may be kept all the same: some servers are only reachable later.
    if (!test.result && !(await test.probe(body))) return;
    const account = await save(api.POST("/channel-accounts", { body }));
    currentScope().go(paths.settings(`channels/${account.id}`));
  });
  const refused = test.result !== null && (test.result.imap?.ok === false || test.result.smtp?.ok === false);
  const change = (set: (server: Server) => void) => (server: Server) => {
    set(server);
    test.forget();
  };
  const found = test.result?.imap?.folders ?? [];
  return (
    <form className="vstack form" onSubmit={form.handleSubmit}>
      <div className="form-pair">
        <TextField label={t("connect.address")} type="email" required error={form.of("address")} value={address} onChange={(event) => handleAddress(event.target.value)} />
        <TextField label={t("connect.name")} hint={t("connect.name_hint")} maxLength={100} error={form.of("name")} value={name} onChange={(event) => setName(event.target.value)} />
      </div>
      <ChoiceField label={t("connect.provider")} value={presetId} options={[["", t("connect.other")] as const, ...PRESETS.map(({ id, name: label }) => [id, label] as const)]} onChange={(id) => propose(address, id)} />
      <LoginFields value={imap} prefix="imap" errorOf={form.of} hint={preset?.appPassword ? t("connect.app_password", { name: preset.name }) : undefined} onChange={change(setImap)} />
      <ServerFields kind="imap" label={t("server.imap")} prefix="imap" value={imap} errorOf={form.of} onChange={change(setImap)} />
      <ServerFields kind="smtp" label={t("server.smtp")} prefix="smtp" value={smtp} errorOf={form.of} onChange={change(setSmtp)} />
      <SwitchLine label={t("server.same_login")} checked={sameLogin} onChange={setSameLogin} />
      {!sameLogin && <LoginFields value={smtp} prefix="smtp" errorOf={form.of} onChange={change(setSmtp)} />}
      <ProbeNotes result={test.result} busy={test.busy} failure={test.failure} />
      {found.length > 0 && <TickList label={t("server.folders")} items={found.map((folder) => ({ id: folder, name: folder }))} value={folders} onChange={setFolders} />}
      <FormError text={form.general(FIELDS)} />
      <div className="hstack">
        <Button look="pri" type="submit" disabled={form.busy || test.busy}>
          {t(refused ? "connect.anyway" : "connect.button")}
        </Button>
        <Button disabled={test.busy} onClick={() => void test.probe(body)}>
          {t("probe.button")}
        </Button>
      </div>
    </form>
  );
}
