import { createTypeScriptImportResolver } from "eslint-import-resolver-typescript";
import importX from "eslint-plugin-import-x";
import reactHooks from "eslint-plugin-react-hooks";
import tseslint from "typescript-eslint";

/** The house's arrows (README, "Architecture"): each zone names what a folder may not import. */
const layers = [
  { target: "./lib", from: ["./app", "./components", "./server", "./workers", "./e2e", "./drizzle"] },
  { target: "./workers", from: ["./app", "./components", "./server", "./e2e", "./drizzle"] },
  { target: "./server", from: ["./app", "./components", "./workers", "./e2e"] },
  { target: "./components", from: ["./app", "./e2e", "./drizzle"] },
  { target: "./app", from: ["./e2e", "./drizzle"] },
  // Only server/db reaches the migrations folder.
  { target: "./server/!(db)/**", from: "./drizzle" },
];

export default tseslint.config(
  { ignores: [".next/", "dist/", "node_modules/", ".quire/", "drizzle/", "next-env.d.ts", "examples/*.nb.ts"] },
  ...tseslint.configs.recommendedTypeChecked,
  {
    languageOptions: { parserOptions: { projectService: { allowDefaultProject: ["*.mjs"] } } },
    plugins: { "import-x": importX, "react-hooks": reactHooks },
    settings: { "import-x/resolver-next": [createTypeScriptImportResolver()] },
    rules: {
      "@typescript-eslint/no-floating-promises": "error",
      "@typescript-eslint/no-explicit-any": "error",
      "@typescript-eslint/consistent-type-imports": "error",
      "@typescript-eslint/no-unused-vars": ["error", { argsIgnorePattern: "^_", varsIgnorePattern: "^_" }],
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true, allowBoolean: true }],
      "import-x/no-restricted-paths": ["error", { basePath: import.meta.dirname, zones: layers }],
      "react-hooks/rules-of-hooks": "error",
      "react-hooks/exhaustive-deps": "error",
      "no-console": "error",
    },
  },
  {
    // The browser may know the router's type, never its code.
    files: ["components/**", "app/**", "lib/**", "workers/**"],
    rules: {
      "@typescript-eslint/no-restricted-imports": [
        "error",
        {
          patterns: [
            {
              group: ["@/server/*", "**/server/**"],
              allowTypeImports: true,
              message: "Server code stays on the server: import types only.",
            },
          ],
        },
      ],
    },
  },
  {
    // The compiler's version is one file's business.
    files: ["lib/**", "workers/**", "components/**", "server/**"],
    ignores: ["lib/language/typescript/compiler.ts", "**/*.test.ts"],
    rules: {
      "no-restricted-imports": [
        "error",
        { paths: [{ name: "typescript", message: "Speak to LanguageEngine (lib/language/engine.ts)." }] },
      ],
    },
  },
  // Playwright's fixtures call their own `use`.
  { files: ["e2e/**"], rules: { "react-hooks/rules-of-hooks": "off" } },
  { files: ["scripts/**", "bench/**", "**/*.mjs"], rules: { "no-console": "off" } },
  { files: ["**/*.mjs"], ...tseslint.configs.disableTypeChecked },
);
