import type { ConformanceCase } from "./case";

const slider =
  'import { input } from "quire";\nconst lr = input.slider({ label: "Rate", min: 0, max: 1, step: 0.1, value: 0.5 });';

/** Controls: what they show, what they answer with, and how a change reaches the names that hold them. */
export const inputCases: ConformanceCase[] = [
  {
    name: "an input's name follows a person's change, and its cell does not run again",
    cells: [
      {
        id: "knob",
        source: `${slider}\nconsole.log("ran")`,
        expect: ["display input Rate: 0.5", "log: ran", "succeeded"],
      },
      { id: "use", source: "lr * 2", expect: ["= 1", "succeeded"] },
      { change: { cell: "knob", key: "lr", value: 0.8 }, id: "use", source: "lr * 2", expect: ["= 1.6", "succeeded"] },
      { change: { cell: "knob", key: "lr", value: 7 }, id: "use", source: "lr * 2", expect: ["= 1", "succeeded"] },
    ],
  },
  {
    name: "functions of an input's own cell see its newest value",
    cells: [
      {
        id: "knob",
        source: `${slider}\nconst twice = () => lr * 2;`,
        expect: ["display input Rate: 0.5", "succeeded"],
      },
      { change: { cell: "knob", key: "lr", value: 1 }, source: "twice()", expect: ["= 2", "succeeded"] },
    ],
  },
  {
    name: "an input that runs again keeps what was chosen",
    cells: [
      { id: "knob", source: slider, expect: ["display input Rate: 0.5", "succeeded"] },
      {
        change: { cell: "knob", key: "lr", value: 0.3 },
        id: "knob",
        source: slider,
        expect: ["display input Rate: 0.3", "succeeded"],
      },
    ],
  },
  {
    name: "every kind of input has a value from the start",
    cells: [
      {
        source: [
          'import { input } from "quire";',
          "const [low, high] = input.range({ max: 10, value: [2, 5] });",
          "const epochs = input.number({ min: 1, step: 1 });",
          'const name = input.text({ value: "mlp" });',
          'const act = input.select({ options: ["relu", "tanh"] });',
          "const sizes = input.multiSelect({ options: { small: 8, large: 64 }, value: [64] });",
          "const bias = input.checkbox({ value: true });",
          'const day = input.date({ value: "2026-01-31" });',
          "const tint = input.color();",
          'const data = input.file({ accept: ".csv" });',
          'const go = input.button("Train");',
          'const rows = input.table([{ a: 1, b: "x" }, { a: 2, b: "y" }], { value: [1] });',
          'const { depth, drop } = input.form({ depth: { type: "number", value: 3 }, drop: { type: "checkbox" } });',
        ].join("\n"),
        expect: [
          "display input low, high: 2 to 5",
          "display input epochs: 1",
          "display input name: mlp",
          "display input act: relu",
          "display input sizes: large",
          "display input bias: yes",
          "display input day: 2026-01-31",
          "display input tint: #0b6e6e",
          "display input data: none",
          "display input Train: pressed 0 times",
          "display input rows: 1 row of 2",
          "display input depth, drop: depth 3; drop no",
          "succeeded",
        ],
      },
      {
        source: "[low, high, epochs, name, act, sizes, bias, day, tint, data, go, rows, depth, drop]",
        expect: [
          '= [\n  2,\n  5,\n  1,\n  "mlp",\n  "relu",\n  [ 64 ],\n  true,\n  2026-01-31T00:00:00.000Z,\n  "#0b6e6e",\n  null,\n  0,\n  [ { a: 2, b: "y" } ],\n  3,\n  false\n]',
          "succeeded",
        ],
      },
    ],
  },
  {
    name: "a form's names change together",
    cells: [
      {
        id: "form",
        source:
          'import { input } from "quire";\nconst { a, b: second } = input.form({ a: { type: "slider", max: 10 }, b: { type: "text" } }, { label: "Plan" });',
        expect: ["display input Plan: a 0; b none", "succeeded"],
      },
      {
        change: { cell: "form", key: "a, second", value: { a: 4, b: "x" } },
        source: "[a, second]",
        expect: ['= [ 4, "x" ]', "succeeded"],
      },
    ],
  },
  {
    name: "inputs without a name of their own have keys all the same",
    cells: [
      {
        id: "list",
        source:
          'import { input } from "quire";\nconst layers = [1, 2].map(() => input.number({ label: "Units", value: 8 }));\nlayers',
        expect: ["display input Units: 8", "display input Units: 8", "= [ 8, 8 ]", "succeeded"],
      },
      {
        change: { cell: "list", key: "Units 2", value: 16 },
        id: "list",
        source:
          'import { input } from "quire";\nconst layers = [1, 2].map(() => input.number({ label: "Units", value: 8 }));\nlayers',
        expect: ["display input Units: 8", "display input Units: 16", "= [ 8, 16 ]", "succeeded"],
      },
    ],
  },
  {
    name: "an input says what it needs",
    cells: [
      {
        source: 'import { input } from "quire";\nconst lr = input.slider({ min: 1, max: 0 });',
        expect: [
          "! QuireError: input.slider needs options like { min: 0, max: 1, step: 0.1, value: 0.5 }, min below max, got an object. @2:18",
          "failed",
        ],
      },
      {
        source: 'import { input } from "quire";\nconst act = input.select({ options: ["a", "b"], value: "c" });',
        expect: ['! QuireError: input.select needs a value that is one of its options, got "c". @2:19', "failed"],
      },
    ],
  },
];
