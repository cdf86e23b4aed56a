"use client";
import { Avatar } from "@/components/ui/avatar";
import { Tooltip } from "@/components/ui/tooltip";
import { useSession } from "./session-context";
import { useStore } from "./use-store";

const SHOWN = 4;

/** Who else has the notebook open. A press goes to where they are and stays with them; another lets go. */
export function PeopleHere() {
  const session = useSession();
  const people = useStore(session.people, (state) => state.others);
  const followed = useStore(session.people, (state) => state.followed);
  if (people.length === 0) return null;
  return (
    <ul
      aria-label={`${people.length} other ${people.length === 1 ? "person" : "people"} here`}
      className="flex shrink-0 items-center -space-x-1"
    >
      {people.slice(0, SHOWN).map((person) => {
        const following = followed === person.id;
        return (
          <li key={person.id}>
            <Tooltip content={following ? `Stop following ${person.name}` : `Follow ${person.name}`}>
              <button
                type="button"
                aria-pressed={following}
                aria-label={`Follow ${person.name}`}
                onClick={() => session.follow(following ? null : person.id)}
                className="block rounded-full"
                style={following ? { boxShadow: `0 0 0 2px var(--page), 0 0 0 4px ${person.color}` } : undefined}
              >
                <Avatar name={person.name} color={person.color} decorative className="ring-2 ring-page" />
              </button>
            </Tooltip>
          </li>
        );
      })}
      {people.length > SHOWN && <li className="pl-2 text-xs text-muted">+{people.length - SHOWN}</li>}
    </ul>
  );
}
