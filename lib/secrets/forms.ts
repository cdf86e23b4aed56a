/** A part of a secret of so many characters is as good as the secret: the private key within a JSON file of credentials. */
const PART = 16;

const ESCAPES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};
const htmlOf = (text: string) => text.replace(/[&<>"']/g, (character) => ESCAPES[character] ?? character);
const jsonOf = (text: string) => JSON.stringify(text).slice(1, -1);
/** A text may hold half a character, which has no address form. */
const urlOf = (text: string) => encodeURIComponent(text.toWellFormed());

/**
 * The value in base64 as it stands within a longer text: there it may begin at each of three places, and its first and last
 * character depend on the neighbours.
 */
function base64Of(bytes: Uint8Array): string[] {
  return [0, 1, 2].map((before) => {
    const padded = new Uint8Array(before + bytes.length);
    padded.set(bytes, before);
    const text = btoa(Array.from(padded, (byte) => String.fromCharCode(byte)).join("")).replace(/=+$/, "");
    const from = before === 0 ? 0 : before + 1;
    return text.slice(from, Math.floor((padded.length * 8) / 6));
  });
}

function encodings(text: string): string[] {
  const bytes = new TextEncoder().encode(text);
  const base64 = base64Of(bytes);
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return [
    text,
    // As bytes are looked at: one character each.
    Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""),
    jsonOf(text),
    jsonOf(jsonOf(text)),
    htmlOf(text),
    urlOf(text),
    urlOf(text).replaceAll("%20", "+"),
    ...base64,
    ...base64.map((one) => one.replaceAll("+", "-").replaceAll("/", "_")),
    ...base64.map(urlOf),
    hex,
    hex.toUpperCase(),
  ];
}

function textsIn(value: unknown): string[] {
  if (typeof value === "string") return [value, ...value.split(/\r?\n/)];
  if (typeof value !== "object" || value === null) return [];
  return Object.values(value).flatMap(textsIn);
}

/** What of a value is a secret by itself: the whole, its lines, and the texts of a JSON object. */
function partsOf(value: string): string[] {
  let inner: unknown;
  try {
    inner = JSON.parse(value);
  } catch {
    // Most secrets are no JSON.
  }
  const parts = [...value.split(/\r?\n/), ...textsIn(inner)].filter((part) => part.trim().length >= PART);
  return [value, ...parts];
}

/** Every form in which the value could stand in an output without anybody having meant to hide it. */
export const formsOf = (value: string): string[] => [...new Set(partsOf(value).flatMap(encodings))];
