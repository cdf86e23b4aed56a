import type { Hello } from "@/lib/collab/protocol";
import type { CollabClient, Presence } from "./collab-client";
import type { Store } from "./use-store";

export type Person = Hello["user"] & { cell: string | null };

interface PeopleState {
  /** The other people, each once however many tabs they have. */
  others: readonly Person[];
  /** By the cells they are in. */
  inCell: ReadonlyMap<string, readonly Person[]>;
  /** Whose place this page follows. */
  followed: string | null;
}

function peopleOf(presences: readonly Presence[], followed: string | null): PeopleState {
  const others = new Map<string, Person>();
  for (const { user, isMe, cell } of presences)
    if (!isMe && (cell !== null || !others.has(user.id))) others.set(user.id, { ...user, cell });
  const inCell = new Map<string, Person[]>();
  for (const { user, isMe, cell } of presences) {
    if (isMe || cell === null || inCell.get(cell)?.some(({ id }) => id === user.id)) continue;
    inCell.set(cell, [...(inCell.get(cell) ?? []), { ...user, cell }]);
  }
  return {
    others: [...others.values()],
    inCell,
    followed: followed !== null && others.has(followed) ? followed : null,
  };
}

/** Who is here and where, made for drawing; and whom this person follows. */
export class PeopleStore implements Store<PeopleState> {
  #state: PeopleState;
  readonly #listeners = new Set<() => void>();
  readonly #stop: () => void;

  constructor(
    private readonly collab: CollabClient,
    private readonly onFollow: (cellId: string) => void,
  ) {
    this.#state = peopleOf(collab.getPeople(), null);
    this.#stop = collab.subscribePeople(() => this.#update(this.#state.followed));
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  readonly getSnapshot = (): PeopleState => this.#state;

  follow(userId: string | null): void {
    this.#update(userId);
  }

  destroy(): void {
    this.#stop();
    this.#listeners.clear();
  }

  #update(followed: string | null): void {
    const before = this.#place();
    this.#state = peopleOf(this.collab.getPeople(), followed);
    const place = this.#place();
    if (place !== null && place !== before) this.onFollow(place);
    for (const listener of this.#listeners) listener();
  }

  #place(): string | null {
    const { others, followed } = this.#state;
    return followed === null ? null : `${others.find(({ id }) => id === followed)?.cell ?? ""}` || null;
  }
}
