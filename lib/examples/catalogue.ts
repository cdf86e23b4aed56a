/** The notebooks that ship with Quire, in the order in which they are offered. Files lie in examples/. */
export const examples = [
  {
    name: "penguins",
    file: "penguins-first-tour.nb.ts",
    title: "A first tour, with penguins",
    line: "Ten minutes: cells, names, charts, and a first model.",
  },
  {
    name: "digits",
    file: "handwritten-digits.nb.ts",
    title: "Handwritten digits",
    line: "A network learns to read 1,797 small pictures; publish it and ask it.",
  },
  {
    name: "diamonds",
    file: "diamond-prices.nb.ts",
    title: "What does a diamond cost?",
    line: "A regression on 53,940 rows, with its errors drawn.",
  },
] as const;

export type ExampleName = (typeof examples)[number]["name"];
export const exampleNames = examples.map((example) => example.name);
