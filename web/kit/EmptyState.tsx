import type { ReactNode } from "react";
import { Icon, type IconName } from "./Icon.tsx";

interface EmptyStateProps {
  icon: IconName;
  title: string;
  text?: ReactNode;
  children?: ReactNode;
}

/** What stands where a list has nothing: why, and what to do next. */
export function EmptyState({ icon, title, text, children }: EmptyStateProps) {
  return (
    <div className="empty">
      <span className="art">
        <Icon name={icon} size="large" />
      </span>
      <h2>{title}</h2>
      {text && <p>{text}</p>}
      {children && <div className="actions">{children}</div>}
    </div>
  );
}

interface SkeletonProps {
  width?: string;
  height?: number;
  round?: boolean;
}

/** A grey shape in place of what is loading; it shows only after 150 ms. */
export function Skeleton({ width = "100%", height = 12, round }: SkeletonProps) {
  return <span className="skeleton" aria-hidden="true" style={{ display: "block", width, height, ...(round ? { borderRadius: "50%", width: height } : {}) }} />;
}
