import { useQuery } from "@tanstack/react-query";
import { useTheme } from "next-themes";
import { useEffect, useRef, useState } from "react";
import { useShell } from "@/components/shell/app-shell";
import { useTRPC } from "@/components/trpc/context";
import { Skeleton } from "@/components/ui/skeleton";
import {
  fromOutputFrameSchema,
  type OutputContent,
  type OutputQuestion,
  type OutputTheme,
} from "@/lib/kernel/sandbox/boot-message";
import { siteFrom } from "@/lib/kernel/sandbox/place";
import { seriesColor } from "@/lib/series-colors";
import { useOutputActions } from "./output-actions";

const MAX_HEIGHT = 4000;
/** How long the site for cells may take to answer before the closed frame on our own address is taken. */
const PATIENCE_MS = 8000;
/** How long a frame may take to give the drawing that is to be saved. */
const SAVE_MS = 5000;

interface FramedOutputProps {
  kind: OutputContent["kind"];
  source: string;
  title: string;
  /** The ending of the source, saved as text. */
  ending: string;
}

/** What a frame without an origin draws: it can reach nothing of the app's, and its work holds up nobody. */
export function FramedOutput({ kind, source, title, ending }: FramedOutputProps) {
  const { workspace } = useShell();
  const trpc = useTRPC();
  const place = useQuery(trpc.kernel.place.queryOptions({ workspace }, { staleTime: Infinity })).data;
  const frame = useRef<HTMLIFrameElement>(null);
  const { resolvedTheme } = useTheme();
  const [height, setHeight] = useState<number | null>(null);
  const [ready, setReady] = useState(false);
  const [fallback, setFallback] = useState(false);
  const [failure, setFailure] = useState<string | null>(null);
  const takeSvg = useRef<((svg: string) => void) | null>(null);
  const dark = resolvedTheme === "dark";
  const drawn = kind === "vega" || kind === "mermaid";

  useEffect(() => {
    const receive = (event: MessageEvent<unknown>) => {
      if (event.source !== frame.current?.contentWindow) return;
      const message = fromOutputFrameSchema.safeParse(event.data);
      if (!message.success) return;
      const { data } = message;
      if (data.type === "quire:output-ready") setReady(true);
      else if (data.type === "quire:failed") setFailure(data.message);
      else if (data.type === "quire:svg") takeSvg.current?.(data.svg);
      else setHeight(Math.min(MAX_HEIGHT, Math.ceil(data.height)));
    };
    window.addEventListener("message", receive);
    return () => window.removeEventListener("message", receive);
  }, []);

  useEffect(() => {
    if (ready || fallback || !place) return;
    const timer = setTimeout(() => setFallback(true), PATIENCE_MS);
    return () => clearTimeout(timer);
  }, [ready, fallback, place]);

  const post = (message: OutputContent | OutputQuestion) =>
    // The frame has no origin to name; only the window itself names it.
    frame.current?.contentWindow?.postMessage(message, "*");

  useEffect(() => {
    if (!ready) return;
    setFailure(null);
    post({ type: "quire:show", kind, source, theme: readTheme(dark) });
  }, [ready, kind, source, dark]);

  const askSvg = () =>
    new Promise<string>((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error("The chart did not give its drawing. Try again.")), SAVE_MS);
      takeSvg.current = (svg) => {
        clearTimeout(timer);
        resolve(svg);
      };
      post({ type: "quire:save" });
    });
  const saveSource = {
    label: `As ${ending}`,
    save: () => ({ name: `output.${ending}`, type: "text/plain", data: source }),
  };
  const saveSvg = {
    label: "As SVG",
    save: async () => ({ name: "chart.svg", type: "image/svg+xml", data: await askSvg() }),
  };
  useOutputActions({
    copy: () => source,
    ...(drawn ? { saves: [saveSvg, saveSource] } : { save: saveSource.save }),
  });

  if (!place) return <Skeleton className="h-10 w-full" />;
  const folder = (!fallback && siteFrom(place.site, location.href)) || place.fallback;
  return (
    <>
      {failure !== null && (
        <div role="alert" className="border-l-2 border-danger pl-3">
          <p className="font-medium">The {title} could not be drawn.</p>
          <pre className="mt-1 overflow-x-auto font-mono text-[13px] leading-5 whitespace-pre-wrap text-muted">
            {failure}
          </pre>
        </div>
      )}
      <iframe
        key={folder}
        ref={frame}
        title={title}
        sandbox="allow-scripts"
        src={`${folder}output.html`}
        style={{ height: failure !== null ? 0 : (height ?? 40), colorScheme: dark ? "dark" : "light" }}
        className="block w-full border-0 bg-transparent"
      />
    </>
  );
}

/** The page's own colours, as they are now. */
function readTheme(dark: boolean): OutputTheme {
  const styles = getComputedStyle(document.documentElement);
  const color = (name: string) => styles.getPropertyValue(name).trim();
  return {
    dark,
    ink: color("--ink"),
    faint: color("--faint"),
    line: color("--line"),
    page: color("--page"),
    accent: color("--accent"),
    series: Array.from({ length: 8 }, (_, index) => seriesColor(index)),
  };
}
