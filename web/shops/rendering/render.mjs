// Writes what the Shopify snippet and the WooCommerce plugin emit, as a shop's server would: Liquid by LiquidJS with the objects
// and filters of Shopify that the snippet uses, PHP by PHP itself (WebAssembly) with the functions of WordPress and WooCommerce
// that the plugin calls. tests/web/test_shops.py runs it in a browser.   node render.mjs FOLDER
import { getPHPLoaderModule } from "@php-wasm/node-8-3";
import { loadPHPRuntime, PHP } from "@php-wasm/universal";
import { Liquid } from "liquidjs";
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const out = process.argv[2];
if (!out) throw new Error("name the folder to write into: node render.mjs FOLDER");
await mkdir(out, { recursive: true });

const HOSTILE = `"><img src=x onerror="document.title='hacked'">`;
const named = "host: 'https://chat.example.com', site_key: 'demo'";
const shopify = {
  request: { locale: { iso_code: "en" }, page_type: "index" },
  routes: { root_url: "/" },
};
const product = { ...shopify, request: { ...shopify.request, page_type: "product" }, product: { handle: "norvik-mouse", id: 11 } };
const liquids = {
  home: [named, shopify],
  product: [named, { ...product, customer: { id: 77 } }],
  unnamed: [`${named}, named: false`, { ...product, customer: { id: 77 } }],
  french: [`${named}, heading: 'Demandez-nous'`, { ...shopify, request: { page_type: "cart", locale: { iso_code: "fr" } }, routes: { root_url: "/fr" } }],
  featured: [named, { ...shopify, product: { handle: "a-loop-left-it-there" } }],
  hostile: [`host: ' https://chat.example.com ', site_key: 'demo', heading: heading`, { ...product, heading: HOSTILE, product: { handle: HOSTILE } }],
  unset: ["host: ''", shopify],
};
const liquid = new Liquid({ root: join(here, "..", "shopify"), extname: ".liquid", strictFilters: true, globals: {} });
for (const [name, [given, globals]] of Object.entries(liquids)) {
  const html = await liquid.parseAndRender(`{% render 'floorwalker', ${given} %}\n`, globals, { globals });
  await writeFile(join(out, `shopify-${name}.html`), html.replace(/\n+$/, "\n"));
}

const php = new PHP(await loadPHPRuntime(await getPHPLoaderModule()));
const plugin = join(here, "..", "woocommerce", "floorwalker");
for (const folder of ["", "includes"]) {
  php.mkdir(join("/floorwalker", folder));
  for (const file of await readdir(join(plugin, folder))) {
    if (file.endsWith(".php")) php.writeFile(join("/floorwalker", folder, file), await readFile(join(plugin, folder, file), "utf8"));
  }
}
php.writeFile("/wordpress.php", await readFile(join(here, "wordpress.php"), "utf8"));
php.writeFile("/cases.php", await readFile(join(here, "cases.php"), "utf8"));
const ran = await php.run({ code: "<?php require '/wordpress.php'; require '/cases.php'; echo json_encode( cases(), JSON_UNESCAPED_UNICODE | JSON_THROW_ON_ERROR );" });
if (ran.exitCode !== 0 || ran.errors) throw new Error(`PHP: ${ran.errors}\n${ran.text}`);
for (const [name, html] of Object.entries(JSON.parse(ran.text))) await writeFile(join(out, `woocommerce-${name}`), html);
process.exit(0); // PHP's runtime keeps Node alive
