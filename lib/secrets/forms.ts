/** A part of a secret of so many characters is as good as the secret: the private key within a JSON file of credentials. */
const PART = 16;

/** Programs do not agree on what must be escaped in HTML, nor on how an apostrophe is. */
const htmlsOf = (text: string): string[] => {
  const tags = text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
  const quotes = tags.replaceAll('"', "&quot;");
  const apostrophes = ["&#39;", "&#x27;", "&apos;"].map((written) => quotes.replaceAll("'", written));
  return [tags, quotes, ...apostrophes];
};
const jsonOf = (text: string) => JSON.stringify(text).slice(1, -1);
/** Nor on which characters an address may hold as they are. A text may hold half a character, which has no such form. */
const urlsOf = (text: string): string[] => {
  const whole = new TextDecoder().decode(new TextEncoder().encode(text));
  const part = encodeURIComponent(whole);
  const strict = part.replace(/[!'()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);
  const form = new URLSearchParams([["", whole]]).toString().slice(1);
  const forms = [encodeURI(whole), part, part.replaceAll("%20", "+"), strict, form];
  return [...forms, ...forms.map((one) => one.replace(/%../g, (code) => code.toLowerCase()))];
};

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

const bytewise = (text: string) =>
  Array.from(new TextEncoder().encode(text), (byte) => String.fromCharCode(byte)).join("");

function encodings(text: string): string[] {
  const bytes = new TextEncoder().encode(text);
  const base64 = base64Of(bytes);
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return [
    text,
    jsonOf(text),
    jsonOf(jsonOf(text)),
    ...htmlsOf(text),
    ...urlsOf(text),
    ...base64,
    ...base64.map((one) => one.replaceAll("+", "-").replaceAll("/", "_")),
    ...base64.map(encodeURIComponent),
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
export function formsOf(value: string): string[] {
  const forms = partsOf(value).flatMap(encodings);
  // In bytes each is looked for as UTF-8, one character a byte.
  return [...new Set([...forms, ...forms.map(bytewise)])];
}
