/**
 * What `@tensorflow/tfjs` is in the browser's kernel: all of it but the WebGL backend, whose place WebGPU and wasm take.
 * Everything that runs beside it must get the same copy.
 */
import "@tensorflow/tfjs-core/dist/register_all_gradients";
import "@tensorflow/tfjs-core/dist/public/chained_ops/register_all_chained_ops";
import "@tensorflow/tfjs-backend-cpu";
import * as data from "@tensorflow/tfjs-data";
import { version_core } from "@tensorflow/tfjs-core";

export * from "@tensorflow/tfjs-core";
export * from "@tensorflow/tfjs-layers";
export * from "@tensorflow/tfjs-converter";
export { data };
export const version = { tfjs: version_core };
