import { Icon } from "@kit/Icon.tsx";
import type { ReactNode } from "react";
import "./signin.css";

/** The card that all pages before the sign-in share. */
export function Door({ title, text, children, wide }: { title: string; text?: ReactNode; children: ReactNode; wide?: boolean }) {
  return (
    <main className="door" id="main">
      <div className={`door-card ${wide ? "wide" : ""}`}>
        <span className="logo">
          <Icon name="chat" />
        </span>
        <h1>{title}</h1>
        {text && <p className="muted">{text}</p>}
        {children}
      </div>
    </main>
  );
}
