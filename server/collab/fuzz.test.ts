import pino from "pino";
import { expect, it, vi } from "vitest";
import * as Y from "yjs";
import { cellMap, listCells, readSources } from "@/lib/notebook/doc";
import * as edit from "@/lib/notebook/edit";
import { NotebookUndo } from "@/lib/notebook/undo";
import type { Room } from "./room";
import { Rooms } from "./rooms";
import { MemoryLog, replay, SimulatedClient } from "./testing";

/** `npm run soak` plays many more. */
const SEEDS = process.env.QUIRE_SOAK ? 5000 : 200;
/** Seeds that once found something. 1420: an update whose ground came from another client, who then never got the update. */
const REGRESSIONS = [1420];
const STEPS = 120;

/** Ids of the cells that a seed makes come from that seed, so that it plays the same every time. */
let made = 0;
vi.mock("@/lib/ids", () => ({ newId: () => `cell${++made}` }));

const log = pino({ level: "silent" });

/** Mulberry32: the same numbers for the same seed, everywhere. */
function randomOf(seed: number) {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
  const below = (n: number) => Math.floor(next() * n);
  return { below, pick: <T>(list: readonly T[]): T => list[below(list.length)]! };
}

type Random = ReturnType<typeof randomOf>;

/** Every kind of edit that a person can make. Inserted ids are written down: none may come twice, none from nowhere. */
function editOnce(random: Random, client: Editor, inserted: Set<string>): void {
  const { doc, origin } = client;
  const cells = listCells(doc);
  const position =
    cells.length > 0 && random.below(3) > 0 ? { after: random.pick(cells).id } : random.pick(["start", "end"] as const);
  const note = (ids: readonly (string | null)[]) => ids.forEach((id) => id !== null && inserted.add(id));
  if (cells.length < 2)
    return note([edit.insertCell(doc, position, { type: "ts", source: "let a = 1;\nlet b = 2;" }, origin)]);
  const { id, text } = random.pick(cells);
  const source = text.toJSON();
  const kinds: (() => void)[] = [
    () => note([edit.insertCell(doc, position, { type: "md", source: client.name }, origin)]),
    () => edit.deleteCells(doc, [id], origin),
    () => edit.moveCells(doc, [id, random.pick(cells).id], position, origin),
    () => edit.moveCellsBy(doc, [id], random.pick([-1, 1] as const), origin),
    () => note([edit.splitCell(doc, id, random.below(source.length + 1), origin)]),
    () => edit.mergeCells(doc, [id, random.pick(cells).id], origin),
    () => note(edit.duplicateCells(doc, [id], origin)),
    () => edit.setCellType(doc, id, random.pick(["ts", "md", "sql"] as const), origin),
    () => text.insert(random.below(source.length + 1), `${client.name}${random.below(100)}`),
    () => source.length > 0 && text.delete(random.below(source.length), 1),
    () => client.undo.undo(),
    () => client.undo.redo(),
  ];
  random.pick(kinds)();
}

class Editor extends SimulatedClient {
  readonly undo = new NotebookUndo(this.doc);
  readonly origin = this.undo.structure;
  readonly unsavedUpdates: Uint8Array[] = [];

  constructor(name: string, clientId: number) {
    super(name);
    this.doc.clientID = clientId;
    this.doc.on("update", (update: Uint8Array, origin: unknown) => {
      if (origin !== this) this.unsavedUpdates.push(update);
    });
  }
}

/** Lets the room's commits run: a turn of the event loop for the batch, some for the log's promises. */
async function settle(): Promise<void> {
  for (let i = 0; i < 4; i++) await new Promise((resolve) => setImmediate(resolve));
}

async function quiesce(clients: Editor[], room: Room): Promise<void> {
  const waiting = () => clients.some(({ link }) => link && link.toClient.length + link.toRoom.length > 0);
  do {
    for (const { link } of clients) while (link && link.toRoom.length > 0) link.deliverToRoom();
    await room.tried();
    await room.flushed();
    for (const { link } of clients) while (link && link.toClient.length > 0) link.deliverToClient();
  } while (waiting());
}

const contentOf = (doc: Y.Doc) => listCells(doc).map(({ id, type, order, text }) => [id, type, order, text.toJSON()]);

async function play(seed: number): Promise<void> {
  const random = randomOf(seed);
  made = 0;
  const store = new MemoryLog();
  const commits: (() => void)[] = [];
  store.beforeCommit = () => new Promise((resolve) => commits.push(resolve));
  const options = { store, log, idleMs: 1e6, limits: { retryDelays: [0], snapshotEvery: 7 } };
  let rooms = new Rooms(options);
  const clients = Array.from(
    { length: 2 + random.below(5) },
    (_, i) => new Editor(`p${i}`, 1 + i * 1000 + random.below(1000)),
  );
  const inserted = new Set<string>();
  const connect = async (client: Editor) => {
    const { room, release } = await rooms.acquire("n");
    client.connect(room);
    release();
  };
  /** kill -9: what is not in the log is gone, and every socket with it. */
  const crash = () => {
    for (const client of clients) client.cut();
    rooms = new Rooms(options);
  };

  for (let step = 0; step < STEPS; step++) {
    const client = random.pick(clients);
    const { link } = client;
    const dice = random.below(100);
    if (dice < 45) editOnce(random, client, inserted);
    else if (dice < 65) link?.deliverToRoom();
    else if (dice < 85) {
      const wasUnsaved = client.unsaved;
      link?.deliverToClient();
      if (wasUnsaved && !client.unsaved) checkSaved(store, client, seed);
    } else if (dice < 87) client.cut();
    else if (dice < 94 && (!link || link.closed)) await connect(client);
    else if (dice < 95) store.failures = random.below(4);
    else if (dice < 96) crash();
    else {
      if (random.below(2) === 0) commits.splice(0).forEach((commit) => commit());
      await settle();
    }
  }

  store.failures = 0;
  store.beforeCommit = () => Promise.resolve();
  commits.splice(0).forEach((commit) => commit());
  const { room } = await rooms.acquire("n");
  await room.flushed();
  for (const client of clients) client.connect(room);
  await quiesce(clients, room);

  const expected = contentOf(clients[0]!.doc);
  for (const client of clients) {
    expect(client.link?.closed, `seed ${seed}: ${client.name} was sent away`).toBe(false);
    expect(contentOf(client.doc), `seed ${seed}: ${client.name} differs`).toEqual(expected);
    expect(client.unsaved, `seed ${seed}: ${client.name} has unsaved edits`).toBe(false);
  }
  expect(contentOf(replay(store)), `seed ${seed}: the log differs`).toEqual(expected);
  const reloaded = await new Rooms(options).read("n");
  expect(reloaded, `seed ${seed}: snapshot and log differ`).toEqual(readSources(clients[0]!.doc));
  const ids = [...cellMap(clients[0]!.doc).keys()];
  expect(
    ids.filter((id) => !inserted.has(id)),
    `seed ${seed}: cells from nowhere`,
  ).toEqual([]);
  for (const client of clients) client.doc.destroy();
}

/** What a client was told is saved is in the log at that moment: applying it again to the log's state changes nothing. */
function checkSaved(store: MemoryLog, client: Editor, seed: number): void {
  const doc = replay(store);
  doc.on("update", () => {
    throw new Error(`seed ${seed}: ${client.name} was told that an edit is saved, and the log does not have it`);
  });
  for (const update of client.unsavedUpdates.splice(0)) Y.applyUpdate(doc, update);
  doc.destroy();
}

it(
  `people converge on the same cells, and nothing saved is lost (${SEEDS} seeds of drops, crashes and failed commits)`,
  async () => {
    for (const seed of REGRESSIONS) await play(seed);
    for (let seed = 1; seed <= SEEDS; seed++) await play(seed);
  },
  SEEDS * 500,
);
