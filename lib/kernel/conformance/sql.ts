import type { ConformanceCase } from "./case";

const cities =
  'const cities = [{ city: "Oslo", people: 700, since: new Date("1048-01-01"), warm: false }, { city: "Lima", people: 10000, since: new Date("1535-01-18"), warm: true }, { city: "Rome", people: 2800, since: null, warm: true }];';
const sql = (name: string, text: string) => `%%sql${name === "" ? "" : ` ${name}`}\n${text}`;

const manyRows = Array.from({ length: 20 }, (_, row) =>
  `${String(row).padEnd(4)}${`row ${row}`.padEnd(8)}${row % 2 === 0 ? "" : row / 4}`.trimEnd(),
).join("\n");

/** Cells of SQL: native DuckDB and the one for browsers give the same tables, types and errors. */
export const sqlCases: ConformanceCase[] = [
  {
    name: "a query's result is a table and a name",
    cells: [
      {
        source: sql("ones", "select 1 as one, 'it''s' as word, true as yes, null as none"),
        expect: ["= table one  word  yes   none\n1    it's  true", "succeeded"],
      },
      {
        source: "[ones.length, ones.row(0), [...ones].length]",
        expect: ['= [ 1, { one: 1, word: "it\'s", yes: true, none: null }, 1 ]', "succeeded"],
      },
      { source: "ones", expect: ["= table one  word  yes   none\n1    it's  true", "succeeded"] },
    ],
  },
  {
    name: "a query reads the tables of other cells, whatever they are made of",
    cells: [
      { source: cities, expect: ["succeeded"] },
      {
        source: sql("large", "select city, people / 2 as half\nfrom cities where people > 1000 order by city"),
        expect: ["= table city  half\nLima  5000\nRome  1400", "succeeded"],
      },
      { source: sql("", "from large select upper(city) as c limit 1"), expect: ["= table c\nLIMA", "succeeded"] },
      { source: "const columns = { n: [1, 2, 3], x: new Float64Array([0.5, 1.5, 2.5]) };", expect: ["succeeded"] },
      {
        source: sql("", "select sum(n) as n, sum(x) as x from columns"),
        expect: ["= table n  x\n6  4.5", "succeeded"],
      },
      {
        source: sql("", "with large as (select * from large where half > 2000) select count(*) as n from large"),
        expect: ["= table n\n1", "succeeded"],
      },
    ],
  },
  {
    name: "dates, missing values and truth come and go as they are",
    cells: [
      { source: cities, expect: ["succeeded"] },
      {
        source: sql("old", "select city, since, year(since) as y, warm from cities order by city desc"),
        expect: [
          "= table city  since                     y     warm\nRome                                  true\nOslo  1048-01-01T00:00:00.000Z  1048  false\nLima  1535-01-18T00:00:00.000Z  1535  true",
          "succeeded",
        ],
      },
      {
        source: "[old.row(1).since, old.column('y'), old.columns.map(({ type }) => type).join()]",
        expect: [
          '= [\n  1048-01-01T00:00:00.000Z,\n  [ null, 1048, 1535 ],\n  "string,date,number,boolean"\n]',
          "succeeded",
        ],
      },
    ],
  },
  {
    name: "types that JavaScript lacks become those that it has",
    cells: [
      {
        source: sql(
          "kinds",
          "select 7::tinyint a, 7::bigint b, 9007199254740993 c, 1.25::decimal(9,2) d, date '2024-02-29' e, timestamptz '2024-02-29 12:00:00+02' f, [1, 2] g, {'k': 1} h, '10:20:30'::time i, 'infinity'::date j, [1, 2]::float[2] k, 'ab'::blob l, 'x'::enum('x', 'y') m",
        ),
        expect: [
          "= table a  b  c                 d     e                         f                         g       h         i         j  k       l   m\n7  7  9007199254740993  1.25  2024-02-29T00:00:00.000Z  2024-02-29T10:00:00.000Z  [1, 2]  {'k': 1}  10:20:30     [1, 2]  ab  x",
          "succeeded",
        ],
      },
      {
        source: "Object.values(kinds.row(0)).map((value) => typeof value).join()",
        expect: [
          '= "number,number,string,number,object,object,string,string,string,object,object,string,string"',
          "succeeded",
        ],
      },
    ],
  },
  {
    name: "parameters are bound as values, and never become part of the text",
    cells: [
      {
        source:
          "const evil = \"x' or 1=1 --\"; const n = 2; const when = new Date('2024-01-02T03:04:05.678Z'); const big = 12345678901234567890n; const list = ['a', 'b']; const nothing = null; const part = 0.25;",
        expect: ["succeeded"],
      },
      {
        source: sql(
          "given",
          "select ${evil} as a, ${n} + 1 as b, ${when} as c, ${big}::varchar as d, ${list} as e, ${nothing} as f, ${part} as g, ${n > 1} as h, ${[1, 2].length} as i",
        ),
        expect: [
          "= table a             b  c                         d                     e       f  g     h     i\nx' or 1=1 --  3  2024-01-02T03:04:05.678Z  12345678901234567890  [a, b]     0.25  true  2",
          "succeeded",
        ],
      },
      { source: cities, expect: ["succeeded"] },
      { source: "const wanted = ['Oslo', 'Rome']; const none = [];", expect: ["succeeded"] },
      {
        source: sql(
          "",
          "select city from cities where city in (${wanted})\nand people > ${n} order by city limit ${n}",
        ),
        expect: ["= table city\nOslo\nRome", "succeeded"],
      },
      {
        source: sql("", "select count(*) as n from cities where city in ${none}"),
        expect: ["= table n\n0", "succeeded"],
      },
      {
        source: sql("", "select count(*) as n from range(${n}) where range < ${new Int32Array([5])}[1]"),
        expect: ["= table n\n2", "succeeded"],
      },
    ],
  },
  {
    name: "a value that cannot be a parameter is refused at its place",
    cells: [
      {
        source: sql("", "select 1,\n  ${{ a: 1 }}"),
        expect: [
          "! QuireError: ${{ a: 1 }} is an object. A parameter is a number, text, true or false, a date, a bigint, null, or a list of one of these. A table is written by its name: from name. @2:3",
          "failed",
        ],
      },
      {
        source: sql("", "select ${[1, 'a']}"),
        expect: [
          "! QuireError: ${[1, 'a']} is a list of numbers and texts, and SQL lists are of one type. @1:8",
          "failed",
        ],
      },
      { source: sql("", "select 1,\n  ${nobody}"), expect: ["! ReferenceError: nobody is not defined @2:5", "failed"] },
      {
        source: sql("", "select '${n}'"),
        expect: [
          "! CellError: ${n} stands in a text, where it is no parameter. Join them: 'a' || ${n} || 'b'. @1:8",
          "failed",
        ],
      },
    ],
  },
  {
    name: "what DuckDB says is said at the cell's own line",
    cells: [
      { source: "const n = 1;", expect: ["succeeded"] },
      {
        source: sql("", "select 1;\nselect ${n},\n  nope from range(3)"),
        expect: [
          '! Binder Error: Referenced column "nope" not found in FROM clause!\nCandidate bindings: "range" @3:3',
          "failed",
        ],
      },
      {
        source: sql("", "-- a comment\nselec 1"),
        expect: [
          '! QuireError: "selec" does not run in a cell. A cell asks tables (select, from, with, pivot, summarize …), and may create what it needs for that. @2:1',
          "failed",
        ],
      },
      {
        source: sql("", "select 1 +\nfrom"),
        expect: ['! Parser Error: syntax error at or near "from" @2:1', "failed"],
      },
      {
        source: sql("", "select cast('x' || range as integer) as x\nfrom range(3)"),
        expect: ["! Conversion Error: Could not convert string 'x0' to INT32 @1:8", "failed"],
      },
      {
        source: sql("", "select * from nothing_here"),
        expect: [
          '! Catalog Error: There is no table "nothing_here": no cell has this name, and no dataset of the workspace. Names of cells count large and small letters. @1:15',
          "failed",
        ],
      },
      {
        source: sql("", "select * from n"),
        expect: [
          '! QuireError: "n" is the number 1, and no table. Tables are lists of objects, columns by name ({ x: [1, 2] }), datasets, results of SQL and Arrow tables. @1:15',
          "failed",
        ],
      },
    ],
  },
  {
    name: "a cell that fails takes its name away",
    cells: [
      { id: "q", source: sql("found", "select 1 as x"), expect: ["= table x\n1", "succeeded"] },
      {
        id: "q",
        source: sql("found", "select oops"),
        expect: [
          '! Binder Error: Referenced column "oops" was not found because the FROM clause is missing @1:8',
          "failed",
        ],
      },
      { source: "typeof found", expect: ['= "undefined"', "succeeded"] },
    ],
  },
  {
    name: "what a cell creates lasts as long as the cell",
    cells: [
      {
        source: sql(
          "",
          "create temp table t as from range(3) t(i);\ninsert into t values (7);\nselect sum(i) as s from t;",
        ),
        expect: ["= table s\n10", "succeeded"],
      },
      {
        source: sql("", "select * from t"),
        expect: [
          '! Catalog Error: There is no table "t": no cell has this name, and no dataset of the workspace. Names of cells count large and small letters. @1:15',
          "failed",
        ],
      },
      {
        source: sql("", "create table t (i int)"),
        expect: [
          "! QuireError: This cell gives no table. End it with a query: what a cell creates is gone when it has run. @1:1",
          "failed",
        ],
      },
      ...["commit", "attach 'x.db'", "copy t to 'x.csv'", "set threads = 4", "install json", "pragma version"].map(
        (text) => ({
          source: sql("", `select 1;\n${text}`),
          expect: [
            `! QuireError: "${text.split(" ")[0]}" does not run in a cell. A cell asks tables (select, from, with, pivot, summarize …), and may create what it needs for that. @2:1`,
            "failed",
          ],
        }),
      ),
    ],
  },
  {
    name: "a query reaches no file and no address",
    cells: [
      {
        source: sql("", "select * from read_csv('/etc/passwd')"),
        expect: [
          '! Permission Error: Cannot access file "/etc/passwd" - file system operations are disabled by configuration @1:15',
          "failed",
        ],
      },
    ],
  },
  {
    name: "describe, summarize and pivot are tables too",
    cells: [
      { source: cities, expect: ["succeeded"] },
      {
        source: sql("", "select column_name, column_type from (describe cities)"),
        expect: [
          "= table column_name  column_type\ncity         VARCHAR\npeople       INTEGER\nsince        TIMESTAMP\nwarm         BOOLEAN",
          "succeeded",
        ],
      },
      {
        source: sql("", "summarize cities;"),
        expect: [
          "= table column_name  column_type  min                  max                  approx_unique  avg                  std                q25                  q50                  q75                  count  null_percentage\ncity         VARCHAR      Lima                 Rome                 3                                                                                                                     3      0\npeople       INTEGER      700                  10000                2              4500.0               4877.499359302879  1225                 2800                 8200                 3      0\nsince        TIMESTAMP    1048-01-01 00:00:00  1535-01-18 00:00:00  2              1291-07-10 00:00:00                     1048-01-01 00:00:00  1291-07-10 00:00:00  1535-01-18 00:00:00  3      33.33\nwarm         BOOLEAN      false                true                 2                                                                                                                     3      0",
          "succeeded",
        ],
      },
      {
        source: sql("", "select warm, people from cities;\n-- and how\nexplain select 1"),
        expect: ["= table step           plan\nphysical_plan  ┌───────────────────────────┐", "succeeded"],
      },
      {
        source: sql("", "from (pivot cities on warm in (false, true) using sum(people)) order by city desc"),
        expect: [
          "= table city  since                     false  true\nRome                                   2800\nOslo  1048-01-01T00:00:00.000Z  700\nLima  1535-01-18T00:00:00.000Z         10000",
          "succeeded",
        ],
      },
    ],
  },
  {
    name: "a large result stays in columns, and all of it can be read",
    cells: [
      {
        source: sql(
          "many",
          "select range as i, 'row ' || range as t, if(range % 2 = 0, null, range / 4) as q from range(300000)",
        ),
        expect: [`= table i   t       q\n${manyRows}\n… 299980 more rows`, "succeeded"],
      },
      {
        source: "[many.length, many.row(299999), many.values('i').length]",
        expect: ['= [ 300000, { i: 299999, t: "row 299999", q: 74999.75 }, 300000 ]', "succeeded"],
      },
      {
        source: sql("", "select count(*) as n, count(q) as q, max(i) as m from many"),
        expect: ["= table n       q       m\n300000  150000  299999", "succeeded"],
      },
    ],
  },
  {
    name: "a query reads datasets of the workspace, the newest or a version",
    cells: [
      {
        source: sql("trees3", "select n, x, kind, day, ok, spot, say from trees order by n desc"),
        expect: [
          "= table n  x    kind  day                       ok     spot    say\n3  2    oak   2001-09-09T01:46:40.000Z  true   [5, 6]  c\"'\n2       ash   1970-01-02T00:00:00.000Z  false  [3, 4]  b\n1  0.5  oak   1970-01-01T00:00:00.000Z  true   [1, 2]  a",
          "succeeded",
        ],
      },
      {
        source: sql("", 'select count(*) as n, (select count(*) from "trees@2") as before from trees'),
        expect: ["= table n  before\n3  2", "succeeded"],
      },
      {
        source: sql("oaks", "select picture, n from trees where kind = 'oak' order by n"),
        expect: ["= table picture   n\n[0, 255]  1\n[7, 6]    3", "succeeded"],
      },
      {
        source: "oaks.columns[0]",
        expect: ['= { name: "picture", type: "image", nullable: false, shape: [ 1, 2, 1 ] }', "succeeded"],
      },
      {
        source: sql("", 'select * from "trees@9"'),
        expect: ['! QuireError: There is no dataset "trees" here. @1:15', "failed"],
      },
      { source: "const trees = [{ mine: 1 }];", expect: ["succeeded"] },
      { source: sql("", "select * from trees"), expect: ["= table mine\n1", "succeeded"] },
    ],
  },
  {
    name: "a query that is stopped ends, and the kernel lives on",
    cells: [
      { id: "kept", source: "const kept = 5; kept", expect: ["= 5", "succeeded"] },
      {
        source: sql(
          "",
          "select sum(a.range * b.range * ${(console.log('begins'), 1)}) from range(1000000) a, range(1000000) b",
        ),
        abortAfter: "log: begins",
        expect: ["log: begins", "cancelled"],
      },
      { source: sql("", "select ${kept} as kept"), expect: ["= table kept\n5", "succeeded"] },
    ],
  },
  {
    name: "the result of a query makes tensors as a dataset does",
    cells: [
      {
        source: sql("xy", "select range as x, range * 2 as y, [range, 1]::float[2] as v from range(3)"),
        expect: ["= table x  y  v\n0  0  [0, 1]\n1  2  [1, 1]\n2  4  [2, 1]", "succeeded"],
      },
      {
        source:
          'import * as tf from "@tensorflow/tfjs";\n[xy.tensor(["x", "y"]).shape, xy.tensor("v").shape, Array.from(xy.tensor("y").dataSync())]',
        expect: ["= [ [ 3, 2 ], [ 3, 2 ], [ 0, 2, 4 ] ]", "succeeded"],
      },
    ],
  },
];
