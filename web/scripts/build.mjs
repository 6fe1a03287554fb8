// Bundles the widget, the storefront, the console and the sdk into dist/, byte for byte the same from the same sources.
import { build } from "esbuild";
import { execFile } from "node:child_process";
import { cp, mkdir, readFile, rm } from "node:fs/promises";
import { promisify } from "node:util";
import { gzipSync } from "node:zlib";
import { buildSdk } from "./sdk.mjs";

/** Everything that a shop's page loads before the first message, compressed. */
const MOST_WIDGET_BYTES = 25_000;

const out = "dist";
await rm(out, { recursive: true, force: true });
await mkdir(out);
await build({
  entryPoints: { widget: "widget/index.ts", storefront: "storefront/storefront.ts", "console/console": "console/index.ts" },
  outdir: out,
  bundle: true,
  minify: true,
  format: "iife",
  target: "es2022",
  charset: "utf8",
  legalComments: "linked",
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
