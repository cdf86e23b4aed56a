import type { OutputContent } from "@/lib/kernel/sandbox/boot-message";

/**
 * The page that shows one HTML output, scripts and all, in an opaque origin of its own. It takes its content once from the
 * page around it, and says how high it is.
 */
const apps = (document.querySelector('meta[name="quire-app"]')?.getAttribute("content") ?? "").split(" ");

addEventListener("message", function receive(event: MessageEvent<unknown>) {
  if (event.source !== parent || !apps.includes(event.origin)) return;
  if (!isContent(event.data)) return;
  removeEventListener("message", receive);
  show(event.data.html, event.data.dark, event.origin);
});
parent.postMessage({ type: "quire:output-ready" }, "*");

/** By hand: this script stands in every such page, and a schema library would be a hundred times its size. */
function isContent(data: unknown): data is OutputContent {
  if (typeof data !== "object" || data === null) return false;
  const { type, html, dark } = data as Partial<OutputContent>;
  return type === "quire:html" && typeof html === "string" && typeof dark === "boolean";
}

function show(html: string, dark: boolean, app: string): void {
  const scheme = dark ? "dark" : "light";
  const style = `html{color-scheme:${scheme};background:transparent;color:${dark ? "#e6e6e6" : "#1b1b1b"};font:13px/1.5 system-ui,sans-serif}body{margin:0}table{border-collapse:collapse}td,th{padding:2px 8px;text-align:left;border-bottom:1px solid color-mix(in srgb,currentColor 15%,transparent)}`;
  // Writing, unlike innerHTML, runs scripts, and in order.
  document.open();

  document.write(`<!doctype html><meta charset="utf-8"><style>${style}</style><body>${html}`);
  document.close();
  const report = () =>
    parent.postMessage(
      { type: "quire:height", height: Math.ceil(document.documentElement.getBoundingClientRect().height) },
      app,
    );
  new ResizeObserver(report).observe(document.documentElement);
  report();
}
