// Bundles the widget, the storefront, what shops' systems load and the console into dist/, byte for byte the same from the same sources.
import { build } from "esbuild";
import { cp, mkdir, rm } from "node:fs/promises";

const out = "dist";
await rm(out, { recursive: true, force: true });
await mkdir(out);
await build({
  entryPoints: { widget: "widget/index.ts", storefront: "storefront/storefront.ts", "shops/shopify": "shops/shopify.ts", "shops/woocommerce": "shops/woocommerce.ts", "console/console": "console/index.ts" },
  outdir: out,
  bundle: true,
  minify: true,
  format: "iife",
  target: "es2022",
  charset: "utf8",
  legalComments: "linked",
});
for (const file of ["index.html", "zh/index.html", "storefront.css", "favicon.svg"]) {
  await cp(`storefront/${file}`, `${out}/${file}`);
}
for (const file of ["index.html", "console.css"]) {
  await cp(`console/${file}`, `${out}/console/${file}`);
}
