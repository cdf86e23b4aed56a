import type { App } from "@/server/app";

interface Question {
  asked: number;
  end: AbortController;
  over: Promise<void>;
}

/**
 * One question of each worker at a time. A newer one ends those before it: their worker has hung up, which a broken connection may
 * never tell. One that arrives behind a newer one is not answered.
 */
export class Questions {
  readonly #last = new Map<string, Question>();

  /** Null for a question that came late. `answer` is called when no earlier one is worked on any more. */
  answer<T>(workerId: string, asked: number, answer: (superseded: AbortSignal) => Promise<T>): Promise<T | null> {
    const before = this.#last.get(workerId);
    if (before && before.asked >= asked) return Promise.resolve(null);
    before?.end.abort();
    const end = new AbortController();
    const answered = (before?.over ?? Promise.resolve()).then(() => answer(end.signal));
    const over = answered.then(
      () => undefined,
      () => undefined,
    );
    this.#last.set(workerId, { asked, end, over });
    return answered;
  }

  forget(workerId: string): void {
    this.#last.delete(workerId);
  }
}

const ofApp = new WeakMap<App["events"], Questions>();

/** The app's: one list a process, kept beside its event bus. */
export function questionsOf({ events }: Pick<App, "events">): Questions {
  const existing = ofApp.get(events);
  if (existing) return existing;
  const made = new Questions();
  ofApp.set(events, made);
  return made;
}
