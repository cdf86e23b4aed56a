import mermaid from "mermaid";
import type { OutputRenderer, OutputTheme } from "@/lib/kernel/sandbox/boot-message";

let count = 0;

/** Diagrams of Mermaid, in its strict mode: no scripts, no links, no HTML in labels. */
export const draw: OutputRenderer["draw"] = async (into, source, theme) => {
  mermaid.initialize({
    startOnLoad: false,
    securityLevel: "strict",
    suppressErrorRendering: true,
    fontFamily: "system-ui, sans-serif",
    theme: "base",
    themeVariables: variablesOf(theme),
  });
  const { svg } = await mermaid.render(`diagram${++count}`, source, into);
  into.innerHTML = svg;
  const drawn = into.querySelector("svg");
  if (drawn) drawn.style.height = "auto";
  return { svg: () => Promise.resolve(svg) };
};

function variablesOf({ dark, ink, faint, line, page, accent, series }: OutputTheme) {
  return {
    darkMode: dark,
    fontSize: "13px",
    background: page,
    primaryColor: dark ? "#26302f" : "#eef5f4",
    primaryTextColor: ink,
    primaryBorderColor: accent,
    secondaryColor: dark ? "#2c2a26" : "#f5f3ef",
    tertiaryColor: page,
    lineColor: faint,
    textColor: ink,
    nodeBorder: accent,
    clusterBkg: page,
    clusterBorder: line,
    edgeLabelBackground: page,
    noteBkgColor: page,
    noteTextColor: ink,
    noteBorderColor: line,
    ...Object.fromEntries(series.map((color, index) => [`pie${index + 1}`, color])),
    ...Object.fromEntries(series.map((color, index) => [`cScale${index}`, color])),
  };
}
