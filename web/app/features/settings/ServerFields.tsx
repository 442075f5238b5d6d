import { Select, TextField } from "@kit/Field.tsx";
import { useId } from "react";
import { t } from "../../i18n/i18n.ts";
import { type Server, usualPort } from "./presets.ts";

const SECURITIES = ["tls", "starttls", "none"] as const;

interface ServerFieldsProps {
  kind: "imap" | "smtp";
  label: string;
  value: Server;
  errorOf: (field: string) => string | null;
  /** The prefix by which the server names the fields of this one. */
  prefix: string;
  onChange: (value: Server) => void;
}

/** Where a server is, and how the connection is secured. Another way of securing brings its usual port. */
export function ServerFields({ kind, label, value, errorOf, prefix, onChange }: ServerFieldsProps) {
  const id = useId();
  return (
    <div className="field" role="group" aria-labelledby={id}>
      <span className="field-label" id={id}>
        {label}
      </span>
      <div className="form-server">
        <TextField label={t("server.host")} required value={value.host} error={errorOf(`${prefix}.host`)} onChange={(event) => onChange({ ...value, host: event.target.value })} />
        <TextField label={t("server.port")} type="number" min={1} max={65535} required value={value.port} error={errorOf(`${prefix}.port`)} onChange={(event) => onChange({ ...value, port: Number(event.target.value) })} />
        <div className="field">
          <label htmlFor={`${id}-security`}>{t("server.security")}</label>
          <Select
            id={`${id}-security`}
            value={value.security}
            onChange={(event) => {
              const security = event.target.value as Server["security"];
              onChange({ ...value, security, port: usualPort(kind, security) });
            }}
          >
            {SECURITIES.map((security) => (
              <option key={security} value={security}>
                {t(`server.${security}`)}
              </option>
            ))}
          </Select>
        </div>
      </div>
    </div>
  );
}

interface LoginFieldsProps {
  value: Server;
  errorOf: (field: string) => string | null;
  prefix: string;
  /** A password is set already: an empty field leaves it. */
  kept?: boolean;
  hint?: string | undefined;
  onChange: (value: Server) => void;
}

/** The user name and password that a server is opened with. */
export function LoginFields({ value, errorOf, prefix, kept = false, hint, onChange }: LoginFieldsProps) {
  return (
    <div className="form-pair">
      <TextField label={t("server.username")} autoComplete="off" value={value.username ?? ""} error={errorOf(`${prefix}.username`)} onChange={(event) => onChange({ ...value, username: event.target.value })} />
      <TextField
        label={t("signin.password")}
        type="password"
        autoComplete="new-password"
        hint={hint ?? (kept ? t("server.kept") : undefined)}
        value={value.password ?? ""}
        error={errorOf(`${prefix}.password`)}
        onChange={(event) => onChange({ ...value, password: event.target.value })}
      />
    </div>
  );
}
