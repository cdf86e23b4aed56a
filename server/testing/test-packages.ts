import type { TestPackage } from "./test-registry";

/** Small packages of every kind that there is on npm. */
export const testPackages: TestPackage[] = [
  {
    name: "steps",
    version: "1.0.0",
    manifest: { type: "module", module: "index.js", main: "index.js" },
    files: { "index.js": "export const step = 1;" },
  },
  {
    name: "steps",
    version: "1.2.0",
    manifest: {
      type: "module",
      exports: { ".": { types: "./index.d.ts", default: "./index.js" }, "./twice": "./twice.js" },
      dependencies: { "little-sum": "^2.0.0" },
    },
    files: {
      "index.js":
        'export { sum } from "little-sum"; export const step = 1.2; export let count = 0; export function next() { count += step; return count; } export default "steps";',
      "index.d.ts":
        'export { sum } from "little-sum"; export declare const step: number; export declare let count: number; export declare function next(): number; declare const name: string; export default name;',
      "twice.js": 'import { step } from "steps"; export const twice = step * 2;',
    },
  },
  {
    name: "little-sum",
    version: "2.0.1",
    manifest: { main: "lib/sum.js", types: "lib/sum.d.ts" },
    files: {
      "lib/sum.js":
        '"use strict"; Object.defineProperty(exports, "__esModule", { value: true }); exports.sum = (values) => values.reduce((a, b) => a + b, 0);',
      "lib/sum.d.ts": "export declare function sum(values: readonly number[]): number;",
    },
  },
  {
    name: "old-school",
    version: "0.3.0",
    files: {
      "index.js":
        "module.exports = function shout(text) { return text.toUpperCase() + '!'; }; module.exports.volume = 11;",
    },
  },
  {
    name: "@types/old-school",
    version: "0.3.2",
    manifest: { types: "index.d.ts" },
    files: {
      "index.d.ts":
        "declare function shout(text: string): string; declare namespace shout { const volume: number; } export = shout;",
    },
  },
  {
    name: "reads-files",
    version: "1.0.0",
    manifest: { type: "module" },
    files: { "index.js": 'import { readFileSync } from "node:fs"; export const read = readFileSync;' },
  },
  {
    name: "reads-late",
    version: "1.0.0",
    files: { "index.js": 'exports.kind = typeof process === "undefined" ? "browser" : require("fs") && "node";' },
  },
  {
    name: "reads-at-once",
    version: "1.0.0",
    files: { "index.js": 'const fs = require("fs"); exports.read = fs.readFileSync;' },
  },
  {
    name: "only-types",
    version: "1.0.0",
    manifest: { types: "index.d.ts" },
    files: { "index.d.ts": "export type Nothing = never;" },
  },
  {
    name: "waits",
    version: "1.0.0",
    manifest: { type: "module" },
    files: { "index.js": "export const later = await Promise.resolve(7);" },
  },
  {
    name: "layers-more",
    version: "1.0.0",
    manifest: {
      type: "module",
      peerDependencies: { "@tensorflow/tfjs": "*" },
      dependencies: { "@tensorflow/tfjs-core": "^4.0.0", "@tensorflow/tfjs-layers": "^4.0.0" },
    },
    files: {
      "index.js":
        'import * as tf from "@tensorflow/tfjs"; import { Tensor, scalar } from "@tensorflow/tfjs-core"; import "@tensorflow/tfjs-backend-cpu"; export const isTensor = (value) => value instanceof Tensor; export const same = tf.Tensor === Tensor; export const double = (value) => tf.mul(value, scalar(2));',
      "index.d.ts":
        'import type { Tensor } from "@tensorflow/tfjs-core"; export declare const same: boolean; export declare function isTensor(value: unknown): boolean; export declare function double(value: Tensor): Tensor;',
    },
  },
  {
    name: "@tensorflow/tfjs",
    version: "4.22.0",
    manifest: { dependencies: { "@tensorflow/tfjs-core": "4.22.0" } },
    files: { "index.js": "throw new Error('a second TensorFlow.js');" },
  },
  {
    name: "@tensorflow/tfjs-core",
    version: "4.22.0",
    files: { "index.js": "throw new Error('a second TensorFlow.js');" },
  },
  {
    name: "@tensorflow/tfjs-layers",
    version: "4.22.0",
    files: { "index.js": "throw new Error('a second TensorFlow.js');" },
  },
];
