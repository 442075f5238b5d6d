import { useState } from "react";
import { api } from "../../api/client.ts";
import { useMe } from "../../data/session.ts";
import { Form } from "./Form.tsx";
import { type Span, wrongHours } from "./hours.ts";
import { HoursFields } from "./HoursFields.tsx";
import { save } from "./server.ts";

/** The week in which one is available by itself (ROUTE-16). */
export function WorkingHours() {
  const [hours, setHours] = useState<Span[]>(useMe().working_hours);
  return (
    <Form send={() => save(api.PATCH("/me", { body: { working_hours: hours } }))} fields={["working_hours"]} disabled={wrongHours(hours) !== null}>
      {(errorOf) => <HoursFields hours={hours} error={errorOf("working_hours")} onChange={setHours} />}
    </Form>
  );
}
