/** The one door to the compiler, whatever its version: everything else in the house speaks to `LanguageEngine` (../engine.ts). */
import ts from "typescript";

export { ts };
