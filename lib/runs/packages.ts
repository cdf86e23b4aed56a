/** What cells may import, in the versions that the kernel has: the package lock of a snapshot. A test holds it to package.json. */
export const kernelPackages: Readonly<Record<string, string>> = {
  "@tensorflow/tfjs": "4.22.0",
  "@observablehq/plot": "0.6.17",
};
