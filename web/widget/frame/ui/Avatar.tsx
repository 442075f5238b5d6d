import type { Person } from "../../wire.ts";
import { inkOn } from "../colour.ts";

const GREY = "#566166";

/** A face or initials; the name stands in text beside it. */
export function Avatar({ person }: { person: Pick<Person, "initials" | "color" | "avatar_url"> }) {
  const ground = /^#[0-9a-f]{6}$/i.test(person.color) ? person.color : GREY;
  return (
    <span class="avatar" aria-hidden="true" style={{ background: ground, color: inkOn(ground) }}>
      {person.avatar_url ? <img src={person.avatar_url} alt="" /> : person.initials}
    </span>
  );
}
