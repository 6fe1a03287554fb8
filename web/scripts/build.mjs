// Bundles the widget, the storefront, the console and the sdk into dist/, byte for byte the same from the same sources.
import { build, transform } from "esbuild";
import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { cp, mkdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { gzipSync } from "node:zlib";
import { buildSdk } from "./sdk.mjs";

/** Everything that a shop's page loads before the first message, compressed. */
const MOST_WIDGET_BYTES = 25_000;

const out = "dist";
await rm(out, { recursive: true, force: true });
await mkdir(out);
const bundled = { outdir: out, bundle: true, minify: true, target: "es2022", charset: "utf8", legalComments: "linked" };

/** Styles that are written as text get smaller, too: modules that export one template of nothing but CSS. */
const styles = {
  name: "styles",
  setup({ onLoad }) {
    onLoad({ filter: /widget\/(styles|looks)\.ts$/ }, async ({ path }) => {
      const [, name, css] = /export const (\w+) = `([^`]*)`;\s*$/.exec(await readFile(path, "utf8"));
      const { code } = await transform(css, { loader: "css", minify: true, target: "es2022" });
      return { contents: `export const ${name} = ${JSON.stringify(code.trim())};`, loader: "ts" };
    });
  },
};
/** What is loaded late speaks the words of what is there. */
const lentWords = {
  name: "lent words",
  setup({ onResolve }) {
    onResolve({ filter: /^\.\/words$/ }, ({ resolveDir }) => ({ path: join(resolveDir, "lent.ts") }));
  },
};

await build({ ...bundled, entryPoints: { "widget-parts": "widget/parts.ts" }, format: "esm", plugins: [lentWords] });
const version = createHash("sha256").update(await readFile(`${out}/widget-parts.js`)).digest("hex").slice(0, 12);
await build({
  ...bundled,
  entryPoints: { widget: "widget/index.ts", storefront: "storefront/storefront.ts", "console/console": "console/index.ts" },
  format: "iife",
  plugins: [styles],
  define: { PARTS_VERSION: JSON.stringify(version) },
});
for (const file of ["index.html", "storefront.css", "favicon.svg"]) {
  await cp(`storefront/${file}`, `${out}/${file}`);
}
for (const file of ["index.html", "console.css"]) {
  await cp(`console/${file}`, `${out}/console/${file}`);
}
await buildSdk(`${out}/sdk`);
await promisify(execFile)(process.execPath, ["node_modules/@custom-elements-manifest/analyzer/cem.js", "analyze", "--config", "scripts/manifest.config.mjs", "--quiet"]);

const size = gzipSync(await readFile(`${out}/widget.js`), { level: 9 }).length;
console.log(`widget.js: ${size} bytes compressed, of at most ${MOST_WIDGET_BYTES}`);
if (size > MOST_WIDGET_BYTES) {
  console.error("The widget is too large. Look for what grew with esbuild's --analyze, and load late what the first message does not need.");
  process.exitCode = 1;
}
