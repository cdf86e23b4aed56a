/** The modules that a cell may import. */
export const cellModules = ["quire", "@tensorflow/tfjs", "@observablehq/plot"];
