import embed from "vega-embed";
import { expressionInterpreter } from "vega-interpreter";
import type { OutputRenderer, OutputTheme } from "@/lib/kernel/sandbox/boot-message";

/** Charts of Vega and Vega-Lite. Their expressions are interpreted, never evaluated, and nothing is loaded from an address. */
export const draw: OutputRenderer["draw"] = async (into, source, theme) => {
  const { view } = await embed(into, JSON.parse(source) as object, {
    actions: false,
    ast: true,
    expr: expressionInterpreter,
    renderer: "svg",
    config: configOf(theme),
    loader: { load: refuse, sanitize: refuse, http: refuse, file: refuse },
    tooltip: { theme: theme.dark ? "dark" : "light" },
  });
  return { svg: () => view.toSVG() };
};

function refuse(uri: string): Promise<never> {
  return Promise.reject(
    new Error(
      `A chart loads nothing from an address (${String(uri).slice(0, 80)}): put the data into its specification.`,
    ),
  );
}

function configOf({ ink, faint, line, series }: OutputTheme) {
  const axis = { labelColor: faint, titleColor: ink, domainColor: line, tickColor: line, gridColor: line };
  const font = "system-ui, sans-serif";
  return {
    background: "transparent",
    font,
    view: { stroke: null, continuousWidth: 480, continuousHeight: 260 },
    axis: { ...axis, labelFontSize: 12, titleFontSize: 12, titleFontWeight: 500 as const },
    legend: { labelColor: faint, titleColor: ink, labelFontSize: 12, titleFontSize: 12, titleFontWeight: 500 as const },
    header: { labelColor: faint, titleColor: ink },
    title: { color: ink, subtitleColor: faint, fontSize: 14, fontWeight: 600 as const, anchor: "start" as const },
    text: { color: ink },
    range: { category: [...series] },
    mark: { color: series[0] ?? ink },
  };
}
