// Makes the npm package of the sdk: one ES module, its types, and of the gateway's contract the part that shoppers' pages use.
import { build } from "esbuild";
import { cp, mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import openapiTS, { astToString } from "openapi-typescript";
import ts from "typescript";

/** Writes the package into the folder `out`; `web` is the folder with the sources. */
export async function buildSdk(out, web = ".") {
  await mkdir(out, { recursive: true });
  const source = join(web, "sdk");
  await build({ entryPoints: [join(source, "index.ts")], outfile: join(out, "index.js"), bundle: true, format: "esm", target: "es2022", charset: "utf8" });
  declare(source, out);
  const described = JSON.parse(await readFile(join(source, "openapi.json"), "utf8"));
  await writeFile(join(out, "schema.d.ts"), astToString(await openapiTS(ofShoppers(described))));
  for (const file of ["package.json", "README.md"]) await cp(join(source, file), join(out, file));
}

/** The types of the modules, which name each other by their files, as Node does. */
function declare(source, out) {
  const program = ts.createProgram([join(source, "index.ts")], {
    declaration: true,
    emitDeclarationOnly: true,
    rootDir: source,
    outDir: out,
    strict: true,
    skipLibCheck: true,
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    lib: ["lib.es2022.d.ts", "lib.dom.d.ts", "lib.dom.iterable.d.ts"],
    types: [],
  });
  const { diagnostics } = program.emit(undefined, (path, text) => ts.sys.writeFile(path, text.replaceAll(/(from|import\()\s*"(\.\/[\w-]+)"/g, '$1 "$2.js"')));
  if (diagnostics.length > 0) throw new Error(ts.formatDiagnostics(diagnostics, { getCanonicalFileName: (name) => name, getCurrentDirectory: () => ".", getNewLine: () => "\n" }));
}

/** The contract's paths under /v1/chat, and the schemas that they name. */
function ofShoppers(described) {
  const paths = Object.fromEntries(Object.entries(described.paths).filter(([path]) => path.startsWith("/v1/chat/")));
  const schemas = {};
  const take = (node) => {
    for (const [, name] of JSON.stringify(node).matchAll(/"#\/components\/schemas\/([^"]+)"/g)) {
      if (name in schemas) continue;
      schemas[name] = described.components.schemas[name];
      take(schemas[name]);
    }
  };
  take(paths);
  const sorted = Object.fromEntries(Object.entries(schemas).sort(([a], [b]) => (a < b ? -1 : 1)));
  return { ...described, paths, components: { ...described.components, schemas: sorted } };
}
