import { useContext, useEffect, useRef, useState } from "preact/hooks";
import type { Article } from "../../wire.ts";
import { findArticles, readArticle } from "../articles.ts";
import { Language } from "../i18n/texts.ts";
import { Rich } from "../rich.tsx";
import { useChat } from "./context.ts";
import { Icon } from "./Icon.tsx";

const PAUSE_MS = 200;

/** The help articles: a search, and what it found, read in place. The team stays one button away (CHAT-18). */
export default function Help() {
  const chat = useChat();
  const { texts, code } = useContext(Language);
  const [typed, setTyped] = useState("");
  const [found, setFound] = useState<Article[] | null>(null);
  const [article, setArticle] = useState<Article | null>(null);
  const [failed, setFailed] = useState(false);
  const reading = useRef<HTMLHeadingElement>(null);

  useEffect(() => {
    let current = true;
    const ask = setTimeout(
      () => findArticles(chat.client, typed, code).then((articles) => current && (setFound(articles), setFailed(false)), () => current && setFailed(true)),
      typed ? PAUSE_MS : 0,
    );
    return () => {
      current = false;
      clearTimeout(ask);
    };
  }, [typed, code, chat]);
  useEffect(() => reading.current?.focus(), [article]);

  const read = (id: string) => readArticle(chat.client, id, code).then(setArticle, () => setFailed(true));
  return (
    <div class="help">
      {article ? (
        <article class="article" key={article.id}>
          <button class="secondary" type="button" onClick={() => setArticle(null)}>
            <Icon name="back" mirror /> {texts.results}
          </button>
          <h2 ref={reading} tabIndex={-1}>
            {article.title}
          </h2>
          <div class="prose">
            <Rich html={article.html ?? ""} />
          </div>
          <a href={article.url} target="_blank" rel="noopener">
            {texts.openArticle}
          </a>
        </article>
      ) : (
        <>
          <input class="field" type="search" data-first="" value={typed} maxLength={200} placeholder={texts.searchHelp} aria-label={texts.searchHelp} onInput={(event) => setTyped(event.currentTarget.value)} />
          <ul aria-label={texts.results}>
            {found?.map(({ id, title, description }) => (
              <li key={id}>
                <button class="thread" type="button" onClick={() => void read(id)}>
                  <span class="grow">
                    <b>{title}</b>
                    {description && <span class="preview">{description}</span>}
                  </span>
                </button>
              </li>
            ))}
          </ul>
          <p class="none" role="status">
            {failed ? texts.offline : found?.length === 0 ? texts.nothingFound : <span class="visually-hidden">{found && typed ? texts.found(found.length) : ""}</span>}
          </p>
        </>
      )}
      <button class="primary wide" type="button" onClick={() => chat.talk()}>
        <Icon name="chat" /> {texts.chatWithUs}
      </button>
    </div>
  );
}
