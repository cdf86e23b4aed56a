const integerPattern = /^[+-]?(0|[1-9]\d*)$/;
const numberPattern = /^[+-]?(0|[1-9]\d*|(?=\.\d))(\.\d*)?([eE][+-]?\d+)?$/;
const datePattern = /^\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:?\d{2})?)?$/;
const missing = new Set(["", "NA", "N/A", "NaN", "nan", "null", "NULL", "None", "-"]);

/** Text by which files say that there is no value. */
export const isMissingText = (text: string): boolean => text.length <= 4 && missing.has(text);

/** A number as people and programs write it; codes with leading zeros are none. Undefined: not a number. */
export function parseNumber(text: string): number | undefined {
  return numberPattern.test(text) ? Number(text) : undefined;
}

/** Larger whole numbers than a 32-bit column holds are kept as `number`. */
export const isInteger32 = (value: number): boolean => Number.isInteger(value) && Math.abs(value) <= 0x7fffffff;

export function parseInteger(text: string): number | undefined {
  const value = integerPattern.test(text) ? Number(text) : NaN;
  return isInteger32(value) ? value : undefined;
}

export function parseBoolean(text: string): boolean | undefined {
  const lower = text.toLowerCase();
  return lower === "true" ? true : lower === "false" ? false : undefined;
}

/** ISO 8601 dates and times, UTC where they do not say, as milliseconds since 1970. */
export function parseDate(text: string): number | undefined {
  if (!datePattern.test(text)) return undefined;
  const iso = text.length === 10 ? text : text.replace(" ", "T");
  const zoned = iso.length === 10 || /(Z|[+-]\d{2}:?\d{2})$/.test(iso.slice(11)) ? iso : `${iso}Z`;
  const time = Date.parse(zoned);
  if (!Number.isFinite(time)) return undefined;
  // `2024-02-30` is read as 1 March by some engines: such a day is a mistake.
  const day = Number(text.slice(8, 10));
  return new Date(Date.UTC(Number(text.slice(0, 4)), Number(text.slice(5, 7)) - 1, day)).getUTCDate() === day
    ? time
    : undefined;
}
