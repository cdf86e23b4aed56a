/** Real cells in turns: prose, data, functions, a library, tables; each uses names of others. */
const kinds: ((i: number) => { type: "ts" | "md"; source: string })[] = [
  (i) => ({
    type: "md",
    source: `## Part ${i}\n\nWhat follows reads the **measurements** of step ${i}, cleans them and draws a curve.\nSee [the first part](#1) for where they come from.`,
  }),
  (i) => ({
    type: "ts",
    source: `const points${i} = Array.from({ length: 50 }, (_, n) => ({\n  at: n,\n  value: Math.sin(n / ${i + 1}) * ${i + 1},\n  label: \`p\${n}\`,\n}));\nconst highest${i} = Math.max(...points${i}.map(({ value }) => value));`,
  }),
  (i) => ({
    type: "ts",
    source: `/** The mean and the spread of some numbers. */\nfunction describe${i}(values: readonly number[]): { mean: number; spread: number } {\n  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;\n  const spread = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);\n  return { mean, spread };\n}`,
  }),
  (i) => ({
    type: "ts",
    source: `const summary${i} = describe${i - 1}(points${i - 2}.map(({ value }) => value));\nsummary${i}.mean.toFixed(3);`,
  }),
  (i) => ({
    type: "ts",
    source: `class Window${i} {\n  constructor(readonly size: number) {}\n  over(values: readonly number[]): number[] {\n    return values.map((_, n) => values.slice(Math.max(0, n - this.size), n + 1).reduce((a, b) => a + b, 0));\n  }\n}\nnew Window${i}(5).over([highest${i - 3}, summary${i - 1}.spread]);`,
  }),
];

export const realCells = (count: number): { type: "ts" | "md"; source: string }[] =>
  Array.from({ length: count }, (_, i) => (kinds[i % kinds.length] ?? kinds[0]!)(i));

/** The same as a file in the percent format. */
export const percentFile = (cells: readonly { type: "ts" | "md"; source: string }[]): string =>
  cells
    .map(({ type, source }) =>
      type === "ts"
        ? `// %%\n${source}\n`
        : `// %% [markdown]\n${source
            .split("\n")
            .map((line) => (line === "" ? "//" : `// ${line}`))
            .join("\n")}\n`,
    )
    .join("\n");
