import { render } from "preact";
import { act } from "preact/test-utils";
import { expect, test, vi } from "vitest";
import type { Message, Offer } from "../wire.ts";
import type { Chat } from "./chat.ts";
import { initial, offerOf, type State } from "./state.ts";
import { ChatContext } from "./ui/context.ts";
import { Offers } from "./ui/Offers.tsx";

const message = (seq: number, more: Partial<Message> = {}): Message => ({
  id: `m${seq}`, client_id: "", thread_id: "1", seq, at: "2026-11-20T10:00:00Z", from: "agent", author: null, text: "", html: null, files: [], status: "sent", event: "", ...more,
});
const offer: Offer = { replies: [{ value: "a", label: "First", url: false }, { value: "b", label: "Second", url: false }, { value: "https://shop.example/", label: "All", url: true }], input: false, several: false };

function show(several: boolean) {
  const choose = vi.fn();
  const root = document.createElement("div");
  document.body.append(root);
  act(() => render(<ChatContext.Provider value={{ choose } as unknown as Chat}><Offers message={message(1, { offer: { ...offer, several } })} /></ChatContext.Provider>, root));
  const click = (name: string) => act(() => [...root.querySelectorAll<HTMLElement>(".offers > *")].find((e) => e.textContent!.startsWith(name))!.click());
  return { choose, root, click, picked: () => choose.mock.calls.map(([, list]) => (list as Offer["replies"]).map((r) => r.value)) };
}

test("SDK-12: a click on an offered answer sends it; a page opens by itself, in a window of its own", () => {
  const { root, click, picked } = show(false);
  click("Second");
  const link = root.querySelector("a")!;
  expect([link.href, link.target, link.rel]).toEqual(["https://shop.example/", "_blank", "noopener noreferrer"]);
  expect(picked()).toEqual([["b"]]);
  expect(root.querySelector("[aria-pressed]")).toBeNull();
});

test("API-23: of several, those picked go together and in their order, once they are confirmed", () => {
  const { root, click, picked } = show(true);
  const confirm = root.querySelector<HTMLButtonElement>(".primary")!;
  expect(confirm.disabled).toBe(true);
  click("Second");
  click("First");
  expect(root.querySelectorAll("[aria-pressed=true]")).toHaveLength(2);
  expect(picked()).toEqual([]);
  act(() => confirm.click());
  expect(picked()).toEqual([["a", "b"]]);
});

test("API-23: an offer stands as long as it is the last word of an open conversation", () => {
  const s: State = { ...initial, thread: "1", threads: [{ id: "1", status: "open", preview: "", unread: 0, last_at: null, people: [], rating_asked: false }], messages: { 1: [message(1), message(2, { offer }), message(3, { event: "joined" })] } };
  expect(offerOf(s)?.id).toBe("m2");
  expect(offerOf({ ...s, messages: { 1: [...s.messages["1"]!, message(4, { from: "visitor" })] } })).toBeNull();
  expect(offerOf({ ...s, pending: [{ client_id: "x", thread: "1", chatflow_id: "", text: "b", files: [], page: { url: "", title: "" }, order: 1 }] })).toBeNull();
  expect(offerOf({ ...s, threads: [{ ...s.threads[0]!, status: "closed" }] })).toBeNull();
});
