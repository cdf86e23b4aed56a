/**
 * The SHA-256 of cells' texts, as the server has it of what ran: to see that a text has changed since. Undefined until it is
 * known, and where the browser gives no hashes (plain HTTP).
 */
export class CodeHashes {
  readonly #known = new Map<string, string | null>();

  constructor(private readonly onKnown: () => void) {}

  of(text: string): string | undefined {
    const known = this.#known.get(text);
    if (known === undefined) this.#compute(text);
    return known ?? undefined;
  }

  #compute(text: string): void {
    // Texts of long ago are typing states: nobody asks for them again.
    if (this.#known.size > 2000) this.#known.clear();
    this.#known.set(text, null);
    if (!globalThis.isSecureContext) return;
    void crypto.subtle.digest("SHA-256", new TextEncoder().encode(text)).then((digest) => {
      this.#known.set(text, Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join(""));
      this.onKnown();
    });
  }
}
