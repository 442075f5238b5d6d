import "@fontsource-variable/inter";
import "@kit/kit.css";
import { QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import "./actions/threadCommands.ts";
import { cache } from "./api/cache.ts";
import { activate, browserLanguage } from "./i18n/i18n.ts";
import { router } from "./routes.tsx";
import { Ground } from "./shell/AppFrame.tsx";
import { applyStoredTheme } from "./shell/theme.ts";

applyStoredTheme();
await activate(browserLanguage());

const root = document.getElementById("root");
if (root) {
  createRoot(root).render(
    <StrictMode>
      <QueryClientProvider client={cache}>
        <Ground>
          <RouterProvider router={router} />
        </Ground>
      </QueryClientProvider>
    </StrictMode>,
  );
}
