import { Button } from "@kit/Button.tsx";
import { TextField } from "@kit/Field.tsx";
import { Tag } from "@kit/Tag.tsx";
import { useState } from "react";
import { answer, api, type ApiError } from "../../api/client.ts";
import { reportFailure } from "../../data/doing.ts";
import { useMe } from "../../data/session.ts";
import { t } from "../../i18n/i18n.ts";
import { CopyValue } from "./fields.tsx";
import { Form } from "./Form.tsx";
import { FormDialog } from "./FormDialog.tsx";
import { refresh, save } from "./server.ts";

interface Setup {
  secret: string;
  qr_svg: string;
}

/** The second factor: switched on by a code that proves the app works, off by the password. */
export function TwoFactor() {
  const on = useMe().totp_enabled;
  const [setup, setSetup] = useState<Setup | null>(null);
  const [codes, setCodes] = useState<readonly string[] | null>(null);
  const [dropping, setDropping] = useState(false);
  const begin = () => answer(api.POST("/me/totp")).then(setSetup, (error: ApiError) => reportFailure(error));
  if (codes) return <RecoveryCodes codes={codes} onDone={() => (setCodes(null), void refresh())} />;
  if (setup) return <Proof setup={setup} onProven={(fresh) => (setSetup(null), setCodes(fresh))} onCancel={() => setSetup(null)} />;
  return (
    <div className="hstack">
      <Tag look={on ? "ok" : "warn"}>{t(on ? "totp.on" : "totp.off")}</Tag>
      {on ? <Button onClick={() => setDropping(true)}>{t("totp.disable")}</Button> : <Button onClick={() => void begin()}>{t("totp.enable")}</Button>}
      {dropping && <Drop onClose={() => setDropping(false)} />}
    </div>
  );
}

interface ProofProps {
  setup: Setup;
  onProven: (codes: readonly string[]) => void;
  onCancel: () => void;
}

function Proof({ setup, onProven, onCancel }: ProofProps) {
  const [code, setCode] = useState("");
  const send = async () => onProven((await answer(api.PUT("/me/totp", { body: { code } }))).recovery_codes);
  return (
    <div className="form-box">
      <p>{t("totp.scan")}</p>
      <div className="qr">
        <img className="qr-code" src={`data:image/svg+xml,${encodeURIComponent(setup.qr_svg)}`} alt={t("totp.qr")} />
        <div className="grow vstack">
          <p className="muted sm">{t("totp.by_hand")}</p>
          <CopyValue value={setup.secret} label={t("totp.copy")} />
        </div>
      </div>
      <Form button={t("totp.confirm")} fields={["code"]} send={send}>
        {(errorOf) => <TextField label={t("totp.code")} inputMode="numeric" autoComplete="one-time-code" required maxLength={12} error={errorOf("code")} value={code} onChange={(event) => setCode(event.target.value)} />}
      </Form>
      <div>
        <Button look="ghost" onClick={onCancel}>
          {t("action.cancel")}
        </Button>
      </div>
    </div>
  );
}

function RecoveryCodes({ codes, onDone }: { codes: readonly string[]; onDone: () => void }) {
  const file = `data:text/plain;charset=utf-8,${encodeURIComponent(codes.join("\n"))}`;
  return (
    <div className="form-box" role="status">
      <p>{t("totp.codes")}</p>
      <ul className="codes">
        {codes.map((code) => (
          <li key={code}>{code}</li>
        ))}
      </ul>
      <div className="hstack">
        <a className="btn" href={file} download="parley-recovery-codes.txt">
          {t("viewer.download")}
        </a>
        <Button look="pri" onClick={onDone}>
          {t("totp.kept")}
        </Button>
      </div>
    </div>
  );
}

function Drop({ onClose }: { onClose: () => void }) {
  const [password, setPassword] = useState("");
  return (
    <FormDialog title={t("totp.disable")} button={t("totp.disable")} look="danger" fields={["password"]} send={() => save(api.DELETE("/me/totp", { body: { password } }))} onClose={onClose}>
      {(errorOf) => <TextField label={t("security.current")} type="password" autoComplete="current-password" autoFocus error={errorOf("password")} value={password} onChange={(event) => setPassword(event.target.value)} />}
    </FormDialog>
  );
}
