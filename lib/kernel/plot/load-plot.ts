type Namespace = Readonly<Record<string, unknown>>;

/**
 * Observable Plot on a document of our own: kernels have no DOM. Its entry points take the document as an option, so each
 * is wrapped to have one.
 */
export async function loadPlot(): Promise<Namespace> {
  const [Plot, { createDocument }] = await Promise.all([import("@observablehq/plot"), import("./plot-document")]);
  const document = createDocument();
  const plot = (options: object = {}) => Plot.plot({ document, ...options });
  const legend = (options: object) => Plot.legend({ document, ...options } as Parameters<typeof Plot.legend>[0]);
  Object.defineProperty(Plot.Mark.prototype, "plot", {
    configurable: true,
    value(this: unknown, options: { marks?: unknown[] } = {}) {
      return plot({ ...options, marks: [...(options.marks ?? []), this] });
    },
  });
  return { ...Plot, plot, legend };
}
