import { lazy, Suspense } from "react";
import { useQuestion } from "./ask.ts";

const Asking = lazy(() => import("./Asking.tsx"));

/** Shows the question that a command has put, if any. */
export function AskHost() {
  const question = useQuestion();
  return (
    question && (
      <Suspense>
        <Asking question={question} />
      </Suspense>
    )
  );
}
