import { callProgram } from "./testing-call-program";
import type { KernelLimits } from "./limits";
import { machine } from "./system-calls";

export interface HostileCell {
  name: string;
  source: string;
  limits?: Partial<KernelLimits>;
  /** What it shows, where its kernel lives on. */
  shows?: string | RegExp;
  /** What is said of the end of its kernel. */
  ends?: string | RegExp;
}

/** Where the test has put what a cell must not find. */
export interface Outside {
  folder: string;
  projectFile: string;
  port: number;
  token: string;
}

/** Stands in the command line of all processes that cells start. */
export const BOMB = "quire-bomb";

/** Node's modules, and one way to tell how an attempt went. */
const prelude = `
  const node = (name) => process.getBuiltinModule("node:" + name);
  const fs = node("fs"), cp = node("child_process"), net = node("net"), v8 = node("v8");
  const attempt = (what) => { try { what(); return "done"; } catch (error) { return error.code ?? error.message; } };
  const all = (list, what) => [...new Set(list.map((one) => attempt(() => what(one))))].sort().join(" ");
  const meet = (options) => new Promise((tell) => {
    const socket = net.connect(options, () => tell("connected"));
    socket.on("error", (error) => tell(error.code));
  });
  const raw = (values, bytes = 0) => {
    const header = Buffer.alloc(8);
    header.writeUInt32LE(values.length, 0);
    header.writeUInt32LE(bytes, 4);
    return Buffer.concat([header, values]);
  };
  const pipe = (data) => { for (let at = 0; at < data.length; ) { try { at += fs.writeSync(3, data, at); } catch (error) { if (error.code !== "EAGAIN") throw error; } } };
  const send = (message) => pipe(raw(v8.serialize(message)));
`;

const cell = (body: string) => `await (async () => {${prelude}${body}})()`;
const noMessage = /^The kernel was ended: it sent what is no message of a kernel\. /;

/** Files and environment. */
const readers = ({ folder, projectFile, token }: Outside): HostileCell[] => [
  {
    name: "reads the accounts of the machine",
    source: cell(
      'return all(["/etc/passwd", "/etc/shadow", "/etc/hostname", "/etc/ssh"], (file) => fs.statSync(file));',
    ),
    shows: '"ENOENT"',
  },
  {
    name: "reads the project and its data",
    source: cell(
      `return all(${JSON.stringify([folder, projectFile, "/home", "/root", "/var", "/run"])}, (file) => fs.statSync(file));`,
    ),
    shows: '"ENOENT"',
  },
  {
    name: "looks for them by the ways of other processes",
    source: cell(
      `const ways = fs.readdirSync("/proc").filter((name) => +name).flatMap((id) => ["root", "cwd"].map((way) => "/proc/" + id + "/" + way));
       return all(ways.flatMap((way) => [way + ${JSON.stringify(projectFile)}, way + "/etc/passwd"]), (file) => fs.readFileSync(file));`,
    ),
    shows: /^"(EACCES )?ENOENT"$|^"EACCES"$/,
  },
  {
    name: "reads the environments of all processes it sees",
    source: cell(
      `const texts = fs.readdirSync("/proc").filter((name) => +name).map((id) => {
         try { return fs.readFileSync("/proc/" + id + "/environ", "latin1"); } catch { return ""; }
       });
       return texts.join().includes(${JSON.stringify(token.slice(0, 8))} + ${JSON.stringify(token.slice(8))});`,
    ),
    shows: "false",
  },
  { name: "reads its own environment", source: cell("return Object.keys(process.env).join();"), shows: '"PWD"' },
  {
    name: "has no user of the machine",
    source: cell("return [process.getuid(), process.getgid()].join();"),
    shows: '"65534,65534"',
  },
];

const writers: HostileCell[] = [
  {
    name: "writes outside of /tmp",
    source: cell(
      'return all(["/x", "/etc/x", "/usr/x", "/usr/lib/x", "/dev/x", "/quire/x", "/home/x"], (file) => fs.writeFileSync(file, "x"));',
    ),
    shows: /^"(EACCES|EROFS|ENOENT)( (EACCES|EROFS|ENOENT))*"$/,
  },
  {
    name: "writes over Node, itself and its packages",
    source: cell(
      'return all(["/quire/node", "/quire/dist/node-kernel.mjs", "/quire/node_modules/zod/package.json", "/proc/sys/kernel/hostname"], (file) => fs.writeFileSync(file, "x"));',
    ),
    shows: /^"(EACCES|EROFS)( (EACCES|EROFS))*"$/,
  },
  {
    name: "fills its disk",
    limits: { diskBytes: 20_000_000 },
    source: cell(
      `let written = 0;
       const file = () => fs.writeFileSync("/tmp/" + written, Buffer.alloc(1e6)) ?? (written += 1);
       let why = "done";
       while (why === "done") why = attempt(file);
       return why + " " + (written <= 20);`,
    ),
    shows: '"ENOSPC true"',
  },
  {
    name: "makes files without end",
    limits: { diskFiles: 2_000 },
    source: cell('for (let file = 0; ; file++) fs.writeFileSync("/tmp/" + file, "");'),
    ends: "The kernel made more than 2000 files and was ended.",
  },
];

const callers = ({ folder, port }: Outside): HostileCell[] => [
  {
    name: "calls the loopback",
    source: cell(`return meet({ host: "127.0.0.1", port: ${port} });`),
    shows: '"ECONNREFUSED"',
  },
  {
    name: "calls the loopback of IPv6",
    source: cell(`return meet({ host: "::1", port: ${port} });`),
    shows: /"(ECONNREFUSED|EADDRNOTAVAIL|ENETUNREACH)"/,
  },
  {
    name: "calls an address outside",
    source: cell('return meet({ host: "1.1.1.1", port: 443 });'),
    shows: '"ENETUNREACH"',
  },
  {
    name: "calls the database by its socket",
    source: cell(`return meet({ path: ${JSON.stringify(`${folder}/.s.PGSQL.5432`)} });`),
    shows: '"ENOENT"',
  },
  {
    name: "calls a socket without a file",
    source: cell(`return meet({ path: "\\0quire-${port}" });`),
    shows: '"ECONNREFUSED"',
  },
  {
    name: "asks for a name",
    source: cell('return node("dns").promises.lookup("example.com").then(() => "found", () => "nobody answers");'),
    shows: '"nobody answers"',
  },
  {
    name: "fetches",
    source: cell(`return fetch("http://127.0.0.1:${port}/").then(() => "found", () => "nobody answers");`),
    shows: '"nobody answers"',
  },
];

const takers: HostileCell[] = [
  {
    name: "starts processes without end",
    limits: { processes: 80 },
    source: cell(
      `let started = 0;
       for (; started < 100; started++) {
         const child = cp.spawn(process.execPath, ["-e", "for (;;) {}", "${BOMB}"], { stdio: "ignore" });
         child.on("error", () => undefined);
         if (child.pid === undefined) break;
         await new Promise((resolve) => setTimeout(resolve, 20));
       }
       return started < 80;`,
    ),
    shows: "true",
  },
  {
    name: "starts processes that start processes",
    limits: { processes: 80, wallMs: 2_500 },
    source: cell(
      `const bomb = "const { spawn } = require('child_process'); for (;;) spawn(process.execPath, ['-e', process.argv[1], process.argv[1], '${BOMB}'], { stdio: 'ignore', detached: true }).on('error', () => {})";
       cp.spawn(process.execPath, ["-e", bomb, bomb, "${BOMB}"], { stdio: "ignore" });
       for (;;) {}`,
    ),
    ends: /more than/,
  },
  {
    name: "starts a shell",
    source: cell('return cp.spawnSync("/bin/sh", ["-c", "id"]).error.code;'),
    shows: '"ENOENT"',
  },
  {
    name: "fills its memory with objects",
    limits: { memoryBytes: 300_000_000 },
    source: cell("const kept = []; for (;;) kept.push(new Array(1000).fill(kept.length));"),
    ends: "The kernel used more than 300 MB of memory and was ended.",
  },
  {
    name: "fills its memory with bytes",
    limits: { memoryBytes: 300_000_000 },
    source: cell("const kept = []; for (;;) { kept.push(Buffer.alloc(1e7, 1)); await null; }"),
    ends: "The kernel used more than 300 MB of memory and was ended.",
  },
  {
    name: "fills the memory of its children",
    limits: { memoryBytes: 400_000_000 },
    source: cell(
      `for (let count = 0; count < 6; count++)
         cp.spawn(process.execPath, ["-e", "const kept = Buffer.alloc(1e8, 1); setInterval(() => kept, 1e3)", "${BOMB}"], { stdio: "ignore" });
       await new Promise(() => undefined);`,
    ),
    ends: "The kernel used more than 400 MB of memory and was ended.",
  },
  {
    name: "never ends",
    limits: { wallMs: 1_500 },
    source: "for (;;) {}",
    ends: "The kernel ran for more than 1.5 s and was ended.",
  },
];

/** It has reached what guards it inside the sandbox, or, where nothing does, not even that. */
const killedOrHeld = /^The kernel (ended by itself \(SIGKILL\)|ran for more than 1.5 s and was ended)\.$/;

const enders: HostileCell[] = [
  {
    name: "kills its parent and all it can",
    source: cell('process.kill(process.ppid, "SIGKILL"); for (;;) {}'),
    ends: killedOrHeld,
    limits: { wallMs: 1_500 },
  },
  {
    name: "kills every number of a process",
    source: cell(
      `for (let id = 1; id < 70_000; id++) if (id !== process.pid) attempt(() => process.kill(id, "SIGKILL"));
       attempt(() => process.kill(-1, "SIGKILL"));
       for (;;) {}`,
    ),
    ends: killedOrHeld,
    limits: { wallMs: 1_500 },
  },
  { name: "leaves", source: cell("process.exit(0);"), ends: "The kernel ended by itself (exit code 0)." },
  { name: "aborts", source: cell("process.abort();"), ends: /^The kernel ended by itself \(SIG(ABRT|TRAP|ILL)\)\./ },
  {
    name: "closes the pipe",
    source: cell("fs.closeSync(3); for (;;) {}"),
    ends: /^The kernel was ended: it had closed its connection\./,
  },
];

const liars: HostileCell[] = [
  { name: "sends rubbish", source: cell("pipe(Buffer.alloc(1000, 7));"), ends: noMessage },
  { name: "announces a message larger than any", source: cell("pipe(Buffer.alloc(8, 255));"), ends: noMessage },
  {
    name: "sends a message of an older form",
    source: cell("pipe(raw(Buffer.from([255, 9, 65, 1])));"),
    ends: noMessage,
  },
  {
    name: "sends a message cut short",
    source: cell("pipe(raw(v8.serialize({ a: 'abc' }).subarray(0, 8)));"),
    ends: noMessage,
  },
  {
    name: "sends bytes that are not there",
    source: cell("pipe(raw(Buffer.concat([v8.serialize(0).subarray(0, 2), Buffer.from([92, 0, 100])])));"),
    ends: noMessage,
  },
  {
    name: "sends an array of holes",
    source: cell("send({ type: 'ready', device: new Array(4e9) });"),
    ends: noMessage,
  },
  { name: "sends a circle", source: cell("const circle = {}; circle.type = circle; send(circle);"), ends: noMessage },
  {
    name: "sends a tree that doubles",
    source: cell(
      "let tree = [1]; for (let level = 0; level < 40; level++) tree = [tree, tree]; send({ type: 'output', chunk: tree });",
    ),
    ends: noMessage,
  },
  {
    name: "sends what is deeper than any stack",
    source: cell(
      "let deep = []; for (let level = 0; level < 1000; level++) deep = [deep]; send({ type: 'viewReply', id: 1, ok: true, value: deep });",
    ),
    ends: noMessage,
  },
  {
    name: "sends what is deeper still",
    source: cell(
      "pipe(raw(Buffer.concat([v8.serialize(0).subarray(0, 2), Buffer.alloc(2e6, Buffer.from([65, 1]))])));",
    ),
    ends: noMessage,
  },
  {
    name: "speaks as Node's own channel does",
    source: cell(
      "send({ cmd: 'NODE_HANDLE_ACK' }); send({ cmd: 'NODE_HANDLE', type: 'net.Socket', msg: 0 }); return 'sent';",
    ),
    shows: '"sent"',
  },
  {
    name: "speaks in the name of other executions",
    source: cell(
      `const chunk = { kind: "console", level: "log", bundles: [{ "text/plain": "forged" }] };
       send({ type: "output", executionId: "foreign", chunk });
       send({ type: "done", executionId: "foreign", status: "succeeded", durationMs: 1 });
       send({ type: "hostCall", id: 1e6, executionId: "foreign", name: "secrets.get", input: { name: "KEY" } });
       send({ type: "hostCall", id: 1e6, executionId: "foreign", name: "constructor", input: null });
       return "sent";`,
    ),
    shows: '"sent"',
  },
  {
    name: "sends prototypes",
    source: cell(
      `const planted = JSON.parse('{"__proto__": {"polluted": 1}, "constructor": {"prototype": {"polluted": 1}}}');
       const bundle = JSON.parse('{"__proto__": {"polluted": 1}, "text/plain": "x"}');
       send({ type: "output", executionId: "e1", chunk: { kind: "result", bundle }, ...planted });
       send(planted);
       return "sent";`,
    ),
    shows: /"sent"$/,
  },
  {
    name: "plants prototypes under the kernel",
    source: cell(
      `const planted = () => ({ get() { return "planted"; }, set() { throw new Error("planted"); }, configurable: true });
       for (const name of ["type", "executionId", "chunk", "kind", "bundle", "status"]) Object.defineProperty(Object.prototype, name, planted());
       Array.prototype.push = Array.prototype.map = JSON.stringify = Buffer.concat = () => { throw new Error("planted"); };
       process.exit(0);`,
    ),
    ends: /^The kernel ended by itself/,
  },
];

/** Machine code, which a cell can bring as well: it makes one system call and ends with the number of the error. */
const native = (name: string, ...args: number[]): string =>
  cell(
    `fs.writeFileSync("/tmp/native", Buffer.from("${callProgram(machine().calls[name] ?? 0, args)}", "base64"), { mode: 0o755 });
     return cp.spawnSync("/tmp/native").status;`,
  );

/** Refused with EPERM, but where something else is said. */
const natives: HostileCell[] = [
  { name: "leaves for another user namespace", source: native("unshare", 0), shows: "1" },
  { name: "traces processes", source: native("ptrace", 0), shows: "1" },
  { name: "reads the keys of the machine's users", source: native("keyctl", 0, 5, 0), shows: "1" },
  { name: "takes memory that no process shows", source: native("memfd_create", 0, 0), shows: "1" },
  { name: "calls the machine below (vsock)", source: native("socket", 40, 1, 0), shows: "97" },
  { name: "still may open a socket, for itself", source: native("socket", 1, 1, 0), shows: "0" },
];

export const hostileCells = (outside: Outside): HostileCell[] => [
  ...readers(outside),
  ...writers,
  ...callers(outside),
  ...takers,
  ...enders,
  ...liars,
  ...natives,
];
