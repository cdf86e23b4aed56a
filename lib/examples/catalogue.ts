/** The notebooks that ship with Quire, in the order in which they are offered. Files lie in examples/. */
export const examples = [
  {
    name: "penguins",
    file: "tour-of-quire.nb.ts",
    title: "A tour of Quire",
    line: "Ten minutes with penguins: names, inputs, SQL, charts, a first model.",
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
/** The one that is a guided tour: each new account gets one of its own. */
export const TOUR: ExampleName = "penguins";
export const exampleNames = examples.map((example) => example.name);
