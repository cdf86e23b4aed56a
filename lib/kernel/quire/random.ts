/** All that decides what is drawn next. */
export type RandomState = [a: number, b: number, c: number, counter: number];

/** A stream of numbers in [0, 1), and where it stands. */
export interface RandomStream {
  next(this: void): number;
  state(): RandomState;
}

/**
 * A stream that a seed determines, the same on every machine (sfc32, its state filled from the seed by splitmix32 as its
 * author advises).
 */
export function createRandom(seed: number): RandomStream {
  let filler = (seed ^ Math.floor(seed / 2 ** 32)) | 0;
  const fill = () => {
    filler = (filler + 0x9e3779b9) | 0;
    let t = filler ^ (filler >>> 16);
    t = Math.imul(t, 0x21f0aaad);
    t ^= t >>> 15;
    t = Math.imul(t, 0x735a2d97);
    return t ^ (t >>> 15);
  };
  return randomFrom([fill(), fill(), fill(), 1]);
}

/** The stream that goes on from there. */
export function randomFrom([a, b, c, counter]: RandomState): RandomStream {
  const next = () => {
    const sum = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + sum;
    c |= 0;
    return (sum >>> 0) / 2 ** 32;
  };
  return { next, state: () => [a, b, c, counter] };
}

/** A permutation of 0 … length - 1, drawn fairly. */
export function shuffled(length: number, random: () => number): Int32Array {
  const order = Int32Array.from({ length }, (_, index) => index);
  for (let i = length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    const held = order[i] ?? 0;
    order[i] = order[j] ?? 0;
    order[j] = held;
  }
  return order;
}

/**
 * The seed with which a cell begins: from the kernel's seed and the cell's id, so that what a cell draws does not hang on
 * which cells ran before it, or how often (docs/adr/0072).
 */
export function cellSeed(seed: number, cellId: string): number {
  let hash = 0x811c9dc5;
  for (const character of `${seed}:${cellId}`) {
    hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193);
  }
  return hash >>> 0;
}
