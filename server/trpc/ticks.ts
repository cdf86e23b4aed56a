import type { EventBus, Topics } from "@/server/events";

/**
 * Ticks at once, since what a page shows was read before it listened, here or anew after an interruption; and then with each
 * event that `concerns` it.
 */
export async function* ticks<K extends keyof Topics>(
  events: EventBus,
  topic: K,
  id: string,
  signal: AbortSignal | undefined,
  concerns: (event: Topics[K]) => boolean = () => true,
): AsyncGenerator<{ at: number }> {
  const end = new AbortController();
  const heard = events.subscribe(topic, id, signal ? AbortSignal.any([signal, end.signal]) : end.signal);
  try {
    yield { at: Date.now() };
    for await (const event of heard) if (concerns(event)) yield { at: Date.now() };
  } finally {
    end.abort();
  }
}
