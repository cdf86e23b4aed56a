/** A change of the notebook's title. */
export interface TitleChange {
  at: Date;
  before: string;
}

/** What the notebook was called at that moment. `changes`: the latest first; `now`: what it is called after all of them. */
export function titleAt(moment: Date, changes: readonly TitleChange[], now: string): string {
  const after = changes.filter(({ at }) => at > moment);
  return after.at(-1)?.before ?? now;
}
