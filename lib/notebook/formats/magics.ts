interface WithoutMagics {
  source: string;
  /** How many lines were commands. */
  count: number;
  /** The text, where the cell says that it is Markdown. */
  markdown: string | null;
}

/**
 * Commands of Jupyter's kernels are no TypeScript: `%time`, `!ls`, `%%bash`. They become comments, a whole cell where the
 * command is for the whole cell. A line within a template string keeps its percent sign.
 */
export function commentOutMagics(source: string): WithoutMagics {
  const whole = /^\s*%%(\w+)[^\n]*(?:\n|$)/.exec(source);
  if (whole?.[1] === "markdown" || whole?.[1] === "latex")
    return { source, count: 1, markdown: source.slice(whole[0].length) };
  const lines = source.split("\n");
  // These two hold TypeScript all the same; of others the whole cell is another language.
  if (whole && !["javascript", "js", "ts", "typescript", "time", "timeit", "capture"].includes(whole[1] ?? ""))
    return { source: lines.map((line) => `// ${line}`.trimEnd()).join("\n"), count: lines.length, markdown: null };
  let open = false;
  let count = 0;
  const written = lines.map((line) => {
    const magic =
      !open &&
      /^\s*(%%?[a-zA-Z]\w*|![a-zA-Z./~]|\?{1,2}\w)/.test(line) &&
      !/^\s*!\w+[\w.]*\s*(\(|[&|=!);,]|$)/.test(line);
    if ((line.match(/(?<!\\)`/g)?.length ?? 0) % 2 === 1) open = !open;
    if (!magic) return line;
    count++;
    return `// ${line.trimStart()}`;
  });
  return { source: written.join("\n"), count, markdown: null };
}
