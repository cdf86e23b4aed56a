import type { ImportOptionsInput } from "@/lib/datasets/import-options";
import type { ExampleName } from "./catalogue";

/** The dataset that an example loads, and how its file becomes one. */
export interface ExampleData {
  dataset: string;
  /** In examples/data/. */
  file: string;
  licence: string;
  description: string;
  options: ImportOptionsInput;
}

export const exampleData: Record<ExampleName, ExampleData> = {
  penguins: {
    dataset: "penguins",
    file: "penguins.csv",
    licence: "CC0",
    description: "344 penguins of three species, Palmer Archipelago, 2007–2009 (K. Gorman and others; palmerpenguins).",
    options: {},
  },
  digits: {
    dataset: "digits",
    file: "digits.csv.gz",
    licence: "CC BY 4.0",
    description:
      "1,797 handwritten digits, 8 × 8 pixels from 0 to 16 (E. Alpaydin, C. Kaynak; UCI Machine Learning Repository).",
    options: {
      types: { label: "category" },
      combine: { vector: { name: "pixels", columns: Array.from({ length: 64 }, (_, pixel) => `pixel_${pixel}`) } },
    },
  },
  diamonds: {
    dataset: "diamonds",
    file: "diamonds.csv.gz",
    licence: "MIT",
    description: "53,940 round-cut diamonds with price, weight, grades and measures (ggplot2).",
    options: {},
  },
};
