import { readSql } from "./read-sql";

/** The name everywhere in an SQL text: as a table, and in the TypeScript of its parameters, which `renameScript` renames. */
export function renameInSql(text: string, from: string, to: string, renameScript: (script: string) => string): string {
  const { parameters, tables } = readSql(text);
  const changes = [
    ...parameters.map(({ source, start, end }) => ({ start, end, by: `\${${renameScript(source)}}` })),
    ...tables
      .filter(({ name }) => name === from)
      .map(({ start, end }) => ({ start, end, by: text[start] === '"' ? `"${to}"` : to })),
  ].sort((a, b) => b.start - a.start);
  return changes.reduce((done, { start, end, by }) => done.slice(0, start) + by + done.slice(end), text);
}
