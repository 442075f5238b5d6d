import { createMemoryHistory, createRootRoute, createRoute, createRouter, RouterProvider } from "@tanstack/react-router";
import { render, screen } from "@testing-library/react";
import { afterEach, expect, test, vi } from "vitest";
import { ApiError } from "../api/client.ts";
import { Trouble } from "./Trouble.tsx";

afterEach(() => vi.useRealTimers());

test("SAFE-09: a page first loaded while the server is away says so, and opens by itself once it is back", async () => {
  vi.useFakeTimers({ shouldAdvanceTime: true });
  let asked = 0;
  const root = createRootRoute({ errorComponent: Trouble });
  const home = createRoute({
    getParentRoute: () => root,
    path: "/",
    beforeLoad: () => {
      asked++;
      if (asked < 4) throw new ApiError({ kind: "offline", message: "", field: "", code: "" });
    },
    component: () => <p>Welcome back</p>,
  });
  render(<RouterProvider router={createRouter({ routeTree: root.addChildren([home]), history: createMemoryHistory({ initialEntries: ["/"] }) }) as never} />);
  expect(await screen.findByText("The server does not answer")).toBeTruthy();
  expect(screen.getByText(/will be tried again/)).toBeTruthy();
  for (let waited = 0; asked < 4 && waited < 3; waited++) {
    const before = asked;
    await vi.advanceTimersByTimeAsync(4_000);
    expect(asked).toBeGreaterThan(before);
  }
  expect(await screen.findByText("Welcome back")).toBeTruthy();
});
