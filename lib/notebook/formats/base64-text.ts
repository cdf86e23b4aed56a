/** The UTF-8 bytes of a text, in base64: `btoa` alone takes only Latin letters. */
export const toBase64Text = (text: string): string =>
  btoa(Array.from(new TextEncoder().encode(text), (byte) => String.fromCharCode(byte)).join(""));
