import type { ConformanceCase } from "./case";

/** Bundles as the server makes them (workers/packages/bundle.ts). */
const bundles: Readonly<Record<string, string>> = {
  "npm:counter@1":
    'var it={};var make=(target,all)=>{for(var name in all)Object.defineProperty(target,name,{get:all[name],enumerable:true})};make(it,{add:()=>add,count:()=>count,default:()=>counter});var count=0;function add(by=1){return count+=by}var counter="counter";export{it as default};\n',
  "npm:waits": "var it={later:await Promise.resolve(7)};\nexport {\n  it as default\n};\n",
  "npm:host":
    "var it={names:[typeof process,typeof require,typeof module,typeof Buffer].join()};export{it as default};",
  "npm:same-tf":
    'var tf=__quireShared["@tensorflow/tfjs"];var it={Tensor:tf.Tensor,double:(x)=>tf.mul(x,2)};export{it as default};',
  "npm:breaks": 'throw new Error("\\"breaks\\" is made for Node: it needs \\"fs\\".");var it={};export{it as default};',
};

/** The package as the server would give it; undefined where there is none. */
export function packageOf(specifier: string): { bundle: Uint8Array<ArrayBuffer>; version: string } | undefined {
  const bundle = bundles[specifier];
  return bundle === undefined ? undefined : { bundle: new TextEncoder().encode(bundle), version: "1.0.0" };
}

export const packageCases: ConformanceCase[] = [
  {
    name: "a package runs once, whichever cells import it, and its names stay live",
    cells: [
      {
        id: "first",
        source: 'import { add, count } from "npm:counter@1";\nadd(2); count',
        expect: ["= 2", "succeeded"],
      },
      {
        source: 'import counter, * as all from "npm:counter@1";\n[counter, all.add(3), count]',
        expect: ['= [ "counter", 5, 5 ]', "succeeded"],
      },
      { source: 'const { add: more } = await import("npm:counter@1");\nmore(); count', expect: ["= 6", "succeeded"] },
    ],
  },
  {
    name: "a package may wait at its top level",
    cells: [{ source: 'import { later } from "npm:waits"; later', expect: ["= 7", "succeeded"] }],
  },
  {
    name: "a package cannot tell one kernel from the other",
    cells: [
      {
        source: 'import { names } from "npm:host"; names',
        expect: ['= "undefined,undefined,undefined,undefined"', "succeeded"],
      },
    ],
  },
  {
    name: "a package has the kernel's TensorFlow.js",
    cells: [
      {
        source:
          'import * as tf from "@tensorflow/tfjs";\nimport * as core from "npm:@tensorflow/tfjs-core@4";\nimport { double, Tensor } from "npm:same-tf";\nconst doubled = double(tf.tensor1d([1, 2]));\n[doubled instanceof tf.Tensor, Tensor === core.Tensor, Array.from(await doubled.data())]',
        expect: ["= [ true, true, [ 2, 4 ] ]", "succeeded"],
      },
    ],
  },
  {
    name: "a package that is not there, lacks a name, or fails, says so",
    cells: [
      {
        source: 'import x from "npm:nothing@1";',
        expect: ['! QuireError: The registry has no package "npm:nothing@1".', "failed"],
      },
      {
        source: 'import { minus } from "npm:counter@1";',
        expect: ['! SyntaxError: The module "npm:counter@1" has no export named "minus".', "failed"],
      },
      { source: 'import "npm:breaks";', expect: ['! Error: "breaks" is made for Node: it needs "fs".', "failed"] },
      {
        source: 'import "npm:../x";',
        expect: [
          '! QuireError: "npm:../x" names no package. Write it as "npm:d3-array@3": the package\'s name, and after the @ a version or a range.',
          "failed",
        ],
      },
    ],
  },
];
