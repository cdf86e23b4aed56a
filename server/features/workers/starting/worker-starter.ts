import { asc, desc, eq } from "drizzle-orm";
import { newId } from "@/lib/ids";
import { lacks, whyNoneFits } from "@/lib/jobs/fit";
import { Pause } from "@/lib/pause";
import type { JobNeeds } from "@/lib/protocol/job";
import type { App } from "@/server/app";
import { jobs } from "@/server/db/schema/jobs";
import { availableWorkers, noteGone } from "@/server/features/workers/registry";
import { chooseStarts } from "./choose-starts";
import type { Starter } from "./starter";
import type { StartedWorker, WorkerDriver } from "./worker-driver";

/** Workers come and go without anybody saying so. */
const LOOK_MS = 5000;
/** What could not be started may work later. */
const TRY_AGAIN_MS = 60_000;
/** Enough of the queue to decide by. */
const LOOK_AT = 500;

interface Living {
  needs: JobNeeds;
  started: Promise<StartedWorker>;
}

const keyOf = ({ backend, memoryGb, cores, labels }: JobNeeds): string =>
  JSON.stringify([backend, memoryGb, cores, [...labels].sort()]);

/** Looks at the queue when it changes, and now and then. What it has started ends by itself when idle. */
export class WorkerStarter implements Starter {
  readonly #living = new Map<string, Living>();
  /**
   * By what a job needs: why starting a worker for it was in vain, and until when to leave it at that. Null: it was started, and
   * lacks something.
   */
  readonly #inVain = new Map<string, { why: string | null; until: number }>();
  readonly #end = new AbortController();
  readonly #pause = new Pause();
  #rung = false;
  #driver: WorkerDriver | null = null;
  #most = 0;
  #loop: Promise<void> = Promise.resolve();

  constructor(private readonly app: Pick<App, "db" | "events" | "log">) {}

  begin(driver: WorkerDriver, most: number): void {
    this.#driver = driver;
    this.#most = most;
    void this.#listen();
    this.#loop = this.#run(driver);
  }

  async whyWaits(workspaceId: string, needs: JobNeeds): Promise<string | null> {
    const there = (await availableWorkers(this.app, workspaceId)).map(({ facts }) => facts);
    const none = whyNoneFits(needs, there);
    if (none === null || this.#driver === null) return none;
    const { offer } = this.#driver;
    if (offer && lacks(needs, offer).length > 0)
      return whyNoneFits(needs, there.some(({ name }) => name === offer.name) ? there : [...there, offer]);
    const inVain = this.#inVain.get(keyOf(needs));
    if (!inVain) return null;
    return inVain.why === null ? none : `No worker could be started for this. ${inVain.why}`;
  }

  get living(): number {
    return this.#living.size;
  }

  async close(): Promise<void> {
    this.#end.abort();
    this.#pause.end();
    await this.#loop;
    if (this.#driver?.outlivesServer) return;
    await Promise.all([...this.#living.values()].map(async ({ started }) => (await started.catch(() => null))?.stop()));
  }

  async #listen(): Promise<void> {
    for await (const _ of this.app.events.subscribe("queue", "jobs", this.#end.signal)) {
      this.#rung = true;
      this.#pause.end();
    }
  }

  async #run(driver: WorkerDriver): Promise<void> {
    const { signal } = this.#end;
    for (const [id, started] of await this.#adopted(driver)) this.#follow(id, { labels: [] }, Promise.resolve(started));
    while (!signal.aborted) {
      this.#rung = false;
      try {
        await this.#look(driver);
      } catch (error) {
        this.app.log.error({ err: error }, "the queue could not be looked at");
      }
      if (!this.#rung && !signal.aborted) await this.#pause.for(LOOK_MS);
    }
  }

  async #adopted(driver: WorkerDriver): Promise<ReadonlyMap<string, StartedWorker>> {
    try {
      return await driver.adopt();
    } catch (error) {
      this.app.log.error({ err: error, driver: driver.name }, "workers started earlier could not be found");
      return new Map();
    }
  }

  async #look(driver: WorkerDriver): Promise<void> {
    const waiting = await this.app.db
      .select({ workspaceId: jobs.workspaceId, needs: jobs.needs })
      .from(jobs)
      .where(eq(jobs.status, "queued"))
      .orderBy(desc(jobs.priority), asc(jobs.createdAt), asc(jobs.id))
      .limit(LOOK_AT);
    if (waiting.length === 0) return;
    const there = await availableWorkers(this.app);
    const known = new Map(there.map(({ id, facts }) => [id, facts]));
    const coming: JobNeeds[] = [];
    for (const [id, { needs }] of this.#living) {
      const facts = known.get(id);
      if (!facts) coming.push(needs);
      else if (lacks(needs, facts).length > 0) this.#note(needs, null);
    }
    const starts = chooseStarts(
      waiting.filter(({ needs }) => this.#canTry(driver, needs)),
      there.map(({ workspaceId, facts, running }) => ({ workspaceId, facts, free: facts.slots - running })),
      coming,
      this.#most - this.#living.size,
    );
    for (const needs of starts) this.#start(driver, needs);
  }

  #canTry({ offer }: WorkerDriver, needs: JobNeeds): boolean {
    const inVain = this.#inVain.get(keyOf(needs));
    if (inVain && inVain.until < Date.now()) this.#inVain.delete(keyOf(needs));
    else if (inVain) return false;
    return offer === null || lacks(needs, offer).length === 0;
  }

  #start(driver: WorkerDriver, needs: JobNeeds): void {
    const id = newId();
    this.app.log.info({ worker: id, driver: driver.name, needs }, "starting a worker");
    this.#follow(id, needs, driver.start(id, needs));
  }

  #follow(id: string, needs: JobNeeds, started: Promise<StartedWorker>): void {
    this.#living.set(id, { needs, started });
    started
      .then(({ ended }) => ended)
      .catch((error: unknown) => (error instanceof Error ? error.message : String(error)))
      .then(async (why) => {
        this.#living.delete(id);
        this.app.log.info({ worker: id, why }, "a worker has ended");
        if (why !== null) this.#note(needs, why);
        // One that ends with this server has said so itself.
        if (!this.#end.signal.aborted) await noteGone(this.app, id, "Its worker has ended.");
        this.#rung = true;
        this.#pause.end();
      })
      .catch((error: unknown) => this.app.log.error({ err: error }, "a worker's end was not noted"));
  }

  #note(needs: JobNeeds, why: string | null): void {
    if (this.#end.signal.aborted) return;
    this.#inVain.set(keyOf(needs), { why, until: Date.now() + TRY_AGAIN_MS });
    void this.#tellThoseWhoWait();
  }

  /** Whoever looks at a job that waits learns why. */
  async #tellThoseWhoWait(): Promise<void> {
    try {
      const waiting = await this.app.db
        .select({ jobId: jobs.id, notebookId: jobs.notebookId })
        .from(jobs)
        .where(eq(jobs.status, "queued"))
        .limit(LOOK_AT);
      for (const { jobId, notebookId } of waiting) this.app.events.publish("job", notebookId, { jobId });
    } catch (error) {
      this.app.log.error({ err: error }, "why jobs wait could not be told");
    }
  }
}
