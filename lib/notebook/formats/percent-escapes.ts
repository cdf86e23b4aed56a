/**
 * The marks of the percent format stand in comments, so that the file stays TypeScript: `// %%` begins a cell, `// %%-` begins a
 * line of the cell that the module leaves out, and a line that ends in `// %%+` is there for the module alone. A line of a
 * cell that would read as one of them gets a backslash: `// \%%`.
 */
export const LEFT_OUT = "// %%- ";
export const ADDED = " // %%+";

export const isHeader = (line: string): boolean => /^\/\/ %%(?:\s|$)/.test(line);
export const isAdded = (line: string): boolean => line.endsWith(ADDED);

export const escapeLine = (line: string): string =>
  line.replace(/^\/\/ (?=\\*%%)/, "// \\").replace(/ \/\/ (?=\\*%%\+$)/, " // \\");

export const unescapeLine = (line: string): string =>
  line.replace(/^\/\/ \\(?=\\*%%)/, "// ").replace(/ \/\/ \\(?=\\*%%\+$)/, " // ");

export const comment = (line: string): string => (line === "" ? "//" : `// ${line}`);
export const uncomment = (line: string): string => (line === "//" ? "" : line.startsWith("// ") ? line.slice(3) : line);

/** Halves of characters: no file can hold them. */
export const loneSurrogates = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

/** In a comment these end the line for the language, or are lost where a file is written as UTF-8. */
const unsafe = new RegExp(`[\\r\\u2028\\u2029]|${loneSurrogates.source}`, "g");

export const needsEscapes = (text: string): boolean => text.search(unsafe) >= 0;

/** For texts with such characters: these as `\uXXXX`, and so every backslash twice. */
export const escapeText = (text: string): string =>
  text.replaceAll("\\", "\\\\").replace(unsafe, (found) => `\\u${found.charCodeAt(0).toString(16).padStart(4, "0")}`);

export const unescapeText = (text: string): string =>
  text.replace(/\\(?:u([0-9a-f]{4})|\\)/g, (_, code: string | undefined) =>
    code === undefined ? "\\" : String.fromCharCode(Number.parseInt(code, 16)),
  );

/** JSON on one line of a comment. */
export const lineJson = (value: unknown): string =>
  JSON.stringify(value).replace(/[\u2028\u2029]/g, (found) => `\\u${found.charCodeAt(0).toString(16)}`);
