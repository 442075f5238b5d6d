import { Button } from "@kit/Button.tsx";
import { Icon } from "@kit/Icon.tsx";
import type { ArticleVersion } from "../../../api/types.ts";
import { useBootstrap } from "../../../data/session.ts";
import { t } from "../../../i18n/i18n.ts";

interface NewerVersionProps {
  version: ArticleVersion;
  onTake: () => void;
  onKeep: () => void;
}

/** Somebody saved while this was being edited: both texts stand here until the author chooses one. */
export function NewerVersion({ version, onTake, onKeep }: NewerVersionProps) {
  const name = useBootstrap().users.find(({ id }) => id === version.author_id)?.name ?? "";
  return (
    <div className="notice newer-version" role="alert">
      <Icon name="warn" size="small" />
      <div className="grow vstack">
        <span>{t("knowledge.newer", { name })}</span>
        <details>
          <summary>{t("knowledge.newer_text")}</summary>
          <strong lang={version.language}>{version.title}</strong>
          <p lang={version.language}>{version.text}</p>
        </details>
        <div className="hstack">
          <Button compact onClick={onTake}>
            {t("knowledge.take_theirs")}
          </Button>
          <Button compact onClick={onKeep}>
            {t("knowledge.keep_mine")}
          </Button>
        </div>
      </div>
    </div>
  );
}
