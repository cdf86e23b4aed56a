import type { ConformanceCase } from "./case";

export const conformanceSecret = "sk-live-9f8E7d6C5b4A3+2/1x";

export const secretCases: ConformanceCase[] = [
  {
    name: "a secret shows as its name, however it is written and wherever it stands",
    cells: [
      {
        id: "key",
        source: 'import { secrets } from "quire";\nconst key = await secrets.get("KEY");\n[typeof key, key.length]',
        expect: ['= [ "string", 26 ]', "succeeded"],
      },
      {
        source: "console.log(key, encodeURIComponent(key)); key",
        expect: ["log: •••• KEY •••• KEY", '= "•••• KEY"', "succeeded"],
      },
      {
        source: "({ [key]: 1, part: key.slice(0, 14) })",
        expect: ['= { "•••• KEY": 1, part: "•••• KEY" }', "succeeded"],
      },
      {
        source: "`Basic ${btoa(`ana:${key}`)}`",
        expect: ['= "Basic YW5hOn•••• KEY"', "succeeded"],
      },
      { source: "throw new Error(`401 for ${key}`)", expect: ["! Error: 401 for •••• KEY @1:7", "failed"] },
      {
        source: 'import { display } from "quire";\ndisplay.html(`<b>${key}</b>`);\ndisplay.table([{ key }]);',
        expect: ["display text/html <b>•••• KEY</b>", "display table key\n•••• KEY", "succeeded"],
      },
      {
        source: "JSON.stringify({ q: new URLSearchParams({ key }).toString() })",
        expect: ['= "{\\"q\\":\\"key=•••• KEY\\"}"', "succeeded"],
      },
    ],
  },
  {
    name: "a secret is asked for by its name",
    cells: [
      {
        source: 'import { secrets } from "quire";\nawait secrets.get(5 as any)',
        expect: [
          '! QuireError: secrets.get needs the name of a secret of this workspace (text), such as "WEATHER_KEY", got the number 5. @2:15',
          "failed",
        ],
      },
    ],
  },
];
