import { useQuery } from "@tanstack/react-query";
import { useTheme } from "next-themes";
import { useEffect, useRef, useState } from "react";
import { useShell } from "@/components/shell/app-shell";
import { useTRPC } from "@/components/trpc/context";
import { Skeleton } from "@/components/ui/skeleton";
import { fromOutputFrameSchema, type OutputContent } from "@/lib/kernel/sandbox/boot-message";
import { siteFrom } from "@/lib/kernel/sandbox/place";
import type { RendererProps } from "./renderer-props";
import SvgOutput from "./svg-output";

const MAX_HEIGHT = 4000;
/** How long the site for cells may take to answer before the closed frame on our own address is taken. */
const PATIENCE_MS = 8000;

/** What the plotting library makes of a chart with a legend or a title: only drawing, so it needs no frame and follows the theme. */
const isChart = (html: string): boolean => /^<(figure|div) class="plot-[\w-]+[ "]/.test(html) && !/<script/i.test(html);

export default function HtmlOutput(props: RendererProps<string>) {
  return isChart(props.value) ? <SvgOutput {...props} /> : <FramedHtml html={props.value} />;
}

/** HTML of a cell, in a frame without an origin: it can reach nothing of the app's. */
function FramedHtml({ html }: { html: string }) {
  const { workspace } = useShell();
  const trpc = useTRPC();
  const place = useQuery(trpc.kernel.place.queryOptions({ workspace }, { staleTime: Infinity })).data;
  const frame = useRef<HTMLIFrameElement>(null);
  const { resolvedTheme } = useTheme();
  const [height, setHeight] = useState<number | null>(null);
  const [ready, setReady] = useState(false);
  const [fallback, setFallback] = useState(false);
  const dark = resolvedTheme === "dark";

  useEffect(() => {
    const receive = (event: MessageEvent<unknown>) => {
      if (event.source !== frame.current?.contentWindow) return;
      const message = fromOutputFrameSchema.safeParse(event.data);
      if (!message.success) return;
      if (message.data.type === "quire:output-ready") setReady(true);
      else setHeight(Math.min(MAX_HEIGHT, Math.ceil(message.data.height)));
    };
    window.addEventListener("message", receive);
    return () => window.removeEventListener("message", receive);
  }, []);

  useEffect(() => {
    if (ready || fallback || !place) return;
    const timer = setTimeout(() => setFallback(true), PATIENCE_MS);
    return () => clearTimeout(timer);
  }, [ready, fallback, place]);

  useEffect(() => {
    if (!ready) return;
    const content: OutputContent = { type: "quire:html", html, dark };
    // The frame has no origin to name; only the window itself names it.
    frame.current?.contentWindow?.postMessage(content, "*");
  }, [ready, html, dark]);

  if (!place) return <Skeleton className="h-10 w-full" />;
  const folder = (!fallback && siteFrom(place.site, location.href)) || place.fallback;
  return (
    <iframe
      key={folder}
      ref={frame}
      title="HTML of the cell"
      sandbox="allow-scripts"
      src={`${folder}output.html`}
      style={{ height: height ?? 40, colorScheme: dark ? "dark" : "light" }}
      className="block w-full border-0 bg-transparent"
    />
  );
}
