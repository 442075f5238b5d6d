import { Skeleton } from "@kit/EmptyState.tsx";
import { Link } from "@tanstack/react-router";
import { type ReactNode, useId } from "react";

interface PageProps {
  title: string;
  text?: ReactNode;
  /** The page above this one. */
  back?: { to: string; label: string };
  actions?: ReactNode;
  wide?: boolean;
  children: ReactNode;
}

/** A page of the settings: its title, what it is for, what can be added. */
export function Page({ title, text, back, actions, wide, children }: PageProps) {
  return (
    <div className={`settings-body ${wide ? "wide" : ""}`}>
      {back && (
        <Link className="settings-back" to={back.to}>
          ← {back.label}
        </Link>
      )}
      <header className="settings-head">
        <div className="grow">
          <h1>{title}</h1>
          {text && <p className="muted">{text}</p>}
        </div>
        {actions}
      </header>
      {children}
    </div>
  );
}

interface SectionProps {
  title: string;
  text?: ReactNode;
  actions?: ReactNode;
  children: ReactNode;
}

/** A part of a page under a heading of its own. */
export function Section({ title, text, actions, children }: SectionProps) {
  const id = useId();
  return (
    <section className="settings-section" aria-labelledby={id}>
      <header className="settings-head">
        <div className="grow">
          <h2 id={id}>{title}</h2>
          {text && <p className="muted sm">{text}</p>}
        </div>
        {actions}
      </header>
      {children}
    </section>
  );
}

interface TabsProps {
  label: string;
  tabs: readonly (readonly [path: string, label: string])[];
}

/** The parts of a page, each with an address of its own. */
export function Tabs({ label, tabs }: TabsProps) {
  return (
    <nav className="settings-tabs" aria-label={label}>
      {tabs.map(([path, name]) => (
        <Link key={path} to={path} activeOptions={{ exact: true }}>
          {name}
        </Link>
      ))}
    </nav>
  );
}

/** What stands while the page's data is on its way. */
export function Loading() {
  return (
    <div className="vstack" aria-busy="true">
      <Skeleton width="60%" />
      <Skeleton width="85%" />
      <Skeleton width="40%" />
    </div>
  );
}

interface LinesProps {
  /** What is said when there is nothing. */
  none: string;
  label: string;
  children: ReactNode[];
}

/** A list of things, each on a line. */
export function Lines({ none, label, children }: LinesProps) {
  if (children.length === 0) return <p className="settings-none">{none}</p>;
  return (
    <ul role="list" className="lines" aria-label={label}>
      {children}
    </ul>
  );
}

interface LineProps {
  start?: ReactNode;
  title: ReactNode;
  detail?: ReactNode;
  /** Where the title leads. */
  to?: string;
  tags?: ReactNode;
  children?: ReactNode;
}

/** One thing: its name, what is known of it, what can be done with it. */
export function Line({ start, title, detail, to, tags, children }: LineProps) {
  return (
    <li className="line">
      {start}
      <div className="grow">
        <span className="line-title">
          {to ? <Link to={to}>{title}</Link> : <b>{title}</b>}
          {tags}
        </span>
        {detail && <span className="line-detail">{detail}</span>}
      </div>
      {children && <span className="line-end">{children}</span>}
    </li>
  );
}
