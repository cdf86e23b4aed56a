import type { OutputContent, OutputQuestion, OutputRenderer, OutputTheme } from "@/lib/kernel/sandbox/boot-message";

/**
 * The page that shows one output, scripts and all, in an opaque origin of its own. It takes its content from the page around
 * it, again when that changes, and says how high it is.
 */
const meta = (name: string) => document.querySelector(`meta[name="${name}"]`)?.getAttribute("content") ?? "";
const apps = meta("quire-app").split(" ");
const renderers = JSON.parse(meta("quire-renderers")) as Record<string, string | undefined>;
const folder = new URL(".", document.baseURI);
const watcher = new ResizeObserver(() => report());
let app = "";
let drawing: { svg: () => Promise<string> } | undefined;
/** Content that came later wins over one that is still being drawn. */
let latest = 0;

addEventListener("message", receive);
parent.postMessage({ type: "quire:output-ready" }, "*");

function receive(event: MessageEvent<unknown>): void {
  if (event.source !== parent || !apps.includes(event.origin)) return;
  app = event.origin;
  if (isContent(event.data)) void show(event.data);
  else if (isQuestion(event.data)) void drawing?.svg().then((svg) => tell({ type: "quire:svg", svg }));
}

/** By hand: this script stands in every such page, and a schema library would be a hundred times its size. */
function isContent(data: unknown): data is OutputContent {
  if (typeof data !== "object" || data === null) return false;
  const { type, kind, source, theme } = data as Partial<OutputContent>;
  return type === "quire:show" && typeof kind === "string" && typeof source === "string" && typeof theme === "object";
}

const isQuestion = (data: unknown): data is OutputQuestion =>
  typeof data === "object" && data !== null && "type" in data && data.type === "quire:save";

async function show({ kind, source, theme }: OutputContent): Promise<void> {
  const number = ++latest;
  try {
    if (kind === "html") writePage(source, theme);
    else if (kind === "svg") writePage(`<div class="drawing">${source}</div>`, theme);
    else await draw(kind, source, theme, () => number === latest);
  } catch (error) {
    tell({ type: "quire:failed", message: error instanceof Error ? error.message : String(error) });
  }
  watch();
}

/** Writing, unlike innerHTML, runs scripts, and in order. It takes all listeners away. */
function writePage(body: string, theme: OutputTheme): void {
  watcher.disconnect();
  document.open();
  document.write(`<!doctype html><meta charset="utf-8"><style>${styles(theme)}</style><body>${body}`);
  document.close();
  addEventListener("message", receive);
}

async function draw(kind: string, source: string, theme: OutputTheme, isLatest: () => boolean): Promise<void> {
  const file = renderers[kind];
  if (file === undefined) throw new Error(`Nothing here can draw ${kind}.`);
  const renderer = (await import(new URL(file, folder).href)) as OutputRenderer;
  const style = document.createElement("style");
  style.textContent = styles(theme);
  const into = document.createElement("div");
  // Libraries measure text: what they draw must be in the page.
  if (isLatest()) document.head.replaceChildren(style);
  document.body.append(into);
  try {
    const drawn = await renderer.draw(into, source, theme);
    if (!isLatest()) return into.remove();
    drawing = drawn;
    document.body.replaceChildren(into);
  } catch (error) {
    into.remove();
    throw error;
  }
}

function styles({ dark, ink, line }: OutputTheme): string {
  return `html{color-scheme:${dark ? "dark" : "light"};background:transparent;color:${ink};font:13px/1.5 system-ui,sans-serif}body{margin:0}table{border-collapse:collapse}td,th{padding:2px 8px;text-align:left;border-bottom:1px solid ${line}}.drawing svg{max-width:100%;height:auto}`;
}

function watch(): void {
  watcher.observe(document.documentElement);
  report();
}

function report(): void {
  tell({ type: "quire:height", height: Math.ceil(document.documentElement.getBoundingClientRect().height) });
}

function tell(message: object): void {
  parent.postMessage(message, app);
}
