import { createRootRoute, createRoute, createRouter, lazyRouteComponent, Outlet, redirect } from "@tanstack/react-router";
import { lazy, type ReactNode, Suspense } from "react";
import { cache } from "./api/cache.ts";
import { ApiError } from "./api/client.ts";
import { preferenceNow } from "./data/preferences.ts";
import { bootstrapNow, bootstrapQuery, sessionQuery } from "./data/session.ts";
import { activate, asLanguage, language, loadTexts } from "./i18n/i18n.ts";
import { paths, PLACES, type SearchParams } from "./paths.ts";
import { InboxPage } from "./routes/InboxPage.tsx";
import { NotFound, Trouble } from "./routes/Trouble.tsx";
import { SignedIn } from "./routes/SignedIn.tsx";

const root = createRootRoute({ component: Outlet, notFoundComponent: NotFound, errorComponent: Trouble });

const signedIn = createRoute({
  getParentRoute: () => root,
  id: "signed-in",
  component: SignedIn,
  beforeLoad: async ({ location }) => {
    try {
      const [, bootstrap] = await Promise.all([cache.ensureQueryData(sessionQuery), cache.ensureQueryData(bootstrapQuery)]);
      const wanted = asLanguage(bootstrap.user.language || bootstrap.account.language);
      if (wanted !== language()) await activate(wanted);
    } catch (error) {
      if (error instanceof ApiError && error.kind === "unauthenticated") throw redirect({ to: paths.signin(location.href === "/" ? undefined : location.href) });
      throw error;
    }
  },
});

const home = createRoute({
  getParentRoute: () => signedIn,
  path: "/",
  beforeLoad: () => {
    const inboxes = bootstrapNow()?.inboxes.filter((inbox) => !inbox.archived) ?? [];
    const inbox = inboxes.find((candidate) => candidate.id === preferenceNow("last_inbox")) ?? inboxes.find((candidate) => candidate.member) ?? inboxes[0];
    if (inbox) throw redirect({ to: paths.inbox(inbox.id) });
  },
  component: NotFound,
});

const inbox = createRoute({
  getParentRoute: () => signedIn,
  path: "/inbox/$inboxId",
  beforeLoad: ({ params }) => {
    const views = bootstrapNow()?.views.filter((view) => view.inbox_id === params.inboxId) ?? [];
    const first = views.find((view) => view.kind === "unassigned" && (view.count ?? 0) > 0) ?? views.find((view) => view.kind === "mine") ?? views[0];
    if (first) throw redirect({ to: paths.view(params.inboxId, first.id) });
  },
  component: NotFound,
});

const inboxSearch = (search: Record<string, unknown>): { item?: string } => (typeof search["item"] === "string" ? { item: search["item"] } : {});

const view = createRoute({
  getParentRoute: () => signedIn,
  path: "/inbox/$inboxId/$viewId/{-$threadId}",
  validateSearch: inboxSearch,
  component: function ViewRoute() {
    return <InboxPage {...view.useParams()} itemId={view.useSearch().item} />;
  },
});

const search = createRoute({
  getParentRoute: () => signedIn,
  path: "/search",
  validateSearch: (raw: Record<string, unknown>): SearchParams => {
    const text = (name: string) => (raw[name] === undefined || raw[name] === "" ? undefined : String(raw[name]));
    return {
      inbox: text("inbox") ?? bootstrapNow()?.inboxes[0]?.id ?? "",
      q: text("q"),
      order: raw["order"] === "oldest" ? "oldest" : undefined,
      spam: raw["spam"] ? 1 : undefined,
      trash: raw["trash"] ? 1 : undefined,
      thread: text("thread"),
      item: text("item"),
    };
  },
  component: function SearchRoute() {
    return (
      <Suspense>
        <SearchPage search={search.useSearch()} />
      </Suspense>
    );
  },
});

const SearchPage = lazy(async () => ({ default: (await import("./routes/SearchPage.tsx")).SearchPage }));

const RecordPage = lazy(async () => ({ default: (await import("./features/record/RecordPage.tsx")).RecordPage }));
const RecordsPage = lazy(async () => ({ default: (await import("./features/record/RecordsPage.tsx")).RecordsPage }));
const ArchivedPage = lazy(async () => ({ default: (await import("./features/record/ArchivedPage.tsx")).ArchivedPage }));
// Records stand under an address of their kind: /contacts, /objects/boat.
const records = createRoute({
  getParentRoute: () => signedIn,
  id: "records",
  loader: () => loadTexts("records"),
  component: () => (
    <Suspense>
      <Outlet />
    </Suspense>
  ),
});
const recordRoutes = [...Object.entries(PLACES).map(([object, place]) => [`/${place}`, object] as const), ["/objects/$object", ""] as const].flatMap(([path, object]) => {
  const at = (rest: string, draw: (object: string, id: string) => ReactNode) => {
    const route = createRoute({
      getParentRoute: () => records,
      path: path + rest,
      component: function RecordRoute() {
        const params: { object?: string; id?: string } = route.useParams();
        return draw(params.object ?? object, params.id ?? "");
      },
    });
    return route;
  };
  return [
    at("", (name) => <RecordsPage key={name} object={name} />),
    at("/import/{-$id}", (name, id) => <RecordsPage key={`${name}/import`} object={name} importId={id} />),
    at("/archived", (name) => <ArchivedPage key={`${name}/archived`} object={name} />),
    at("/$id", (_, id) => <RecordPage key={id} id={id} />),
  ];
});
const settings = createRoute({ getParentRoute: () => signedIn, path: "/settings/{-$page}", loader: () => loadTexts("records", "settings", "signin"), component: lazyRouteComponent(() => import("./features/settings/SettingsPage.tsx"), "SettingsPage") });
const settingsDeeper = createRoute({ getParentRoute: () => signedIn, path: "/settings/$page/$", loader: () => loadTexts("records", "settings", "signin"), component: lazyRouteComponent(() => import("./features/settings/SettingsPage.tsx"), "SettingsPage") });
const welcome = createRoute({ getParentRoute: () => signedIn, path: "/welcome", loader: () => loadTexts("signin"), component: lazyRouteComponent(() => import("./features/signin/WelcomePage.tsx"), "WelcomePage") });

const consent = createRoute({ getParentRoute: () => signedIn, path: "/oauth/authorize", loader: () => loadTexts("signin", "settings"), component: lazyRouteComponent(() => import("./features/signin/ConsentPage.tsx"), "ConsentPage") });

const signin = createRoute({
  getParentRoute: () => root,
  path: "/signin",
  loader: () => loadTexts("signin"),
  validateSearch: (raw: Record<string, unknown>): { next?: string } => (typeof raw["next"] === "string" && /^\/(?!\/)/.test(raw["next"]) ? { next: raw["next"] } : {}),
  component: lazyRouteComponent(() => import("./features/signin/SignInPage.tsx"), "SignInPage"),
});
const forgot = createRoute({ getParentRoute: () => root, path: "/forgot", loader: () => loadTexts("signin"), component: lazyRouteComponent(() => import("./features/signin/ForgotPage.tsx"), "ForgotPage") });
const reset = createRoute({ getParentRoute: () => root, path: "/reset/$token", loader: () => loadTexts("signin"), component: lazyRouteComponent(() => import("./features/signin/ResetPage.tsx"), "ResetPage") });
const setup = createRoute({ getParentRoute: () => root, path: "/setup", loader: () => loadTexts("signin"), component: lazyRouteComponent(() => import("./features/signin/SetupPage.tsx"), "SetupPage") });
const invitation = createRoute({ getParentRoute: () => root, path: "/invitation/$token", loader: () => loadTexts("signin"), component: lazyRouteComponent(() => import("./features/signin/InvitationPage.tsx"), "InvitationPage") });

export const router = createRouter({
  routeTree: root.addChildren([signedIn.addChildren([home, inbox, view, search, records.addChildren(recordRoutes), settings, settingsDeeper, welcome, consent]), signin, forgot, reset, setup, invitation]),
  // Ids and search texts are text: a number in the address stays as it was written.
  parseSearch: (text) => Object.fromEntries(new URLSearchParams(text)),
  stringifySearch: (values) => {
    const params = new URLSearchParams(Object.entries(values).flatMap(([key, value]) => (value === undefined || value === "" ? [] : [[key, String(value)]])));
    return params.size > 0 ? `?${params}` : "";
  },
  defaultPendingMs: 400,
});

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
}
