// Words of the report of an import. What a point says comes in English from the server (data/catalog/reviewing/wording.yml);
// here it is said in the other languages, by its code.
import { spoken, wordsIn } from "../../words";
import type { Point } from "./types";

const ENGLISH = {
  points: "What to know, and what to do first",
  level_ask: "Asked before it replaces",
  level_warning: "Warning",
  level_hint: "Hint",
  figures: "What the catalog has",
  products: "Products",
  available: "Can be bought",
  types: "Product types",
  attributes: "Attributes",
  variants: "Variants",
  prices: "Prices",
  languages: "Languages of the texts",
  unclear: "unclear",
  bad: "Rows that cannot be read",
  unread: "Columns and fields that are not read",
  missing: "Products that lack something",
  dropped: "Rows left out",
  withheld: "Products that the shop does not offer",
  assumed: "Decided where the file leaves it open",
  repaired: "Repairs",
  all: "all findings",
  filter: "Show",
  find: "Find in the report",
  nothing: "Nothing of the kind.",
  download: "Download as JSON",
  readAs: "Read as",
  lastFailed: "The last import did not replace the catalog ({time})",
  suggested: "Begin with what the file suggests",
};

const CHINESE: Record<keyof typeof ENGLISH, string> = {
  points: "需要了解的和应先处理的",
  level_ask: "替换前需确认",
  level_warning: "警告",
  level_hint: "建议",
  figures: "目录概况",
  products: "商品",
  available: "可购买",
  types: "商品类型",
  attributes: "属性",
  variants: "规格",
  prices: "价格",
  languages: "文本语言",
  unclear: "不明",
  bad: "无法读取的行",
  unread: "未读取的列和字段",
  missing: "缺少信息的商品",
  dropped: "被略去的行",
  withheld: "店铺未上架的商品",
  assumed: "文件未说明、由程序决定的",
  repaired: "修正",
  all: "全部",
  filter: "显示",
  find: "在报告中查找",
  nothing: "没有此类内容。",
  download: "下载 JSON",
  readAs: "读取方式",
  lastFailed: "上次导入没有替换目录（{time}）",
  suggested: "使用文件所提示的对应关系",
};

export type ReportWord = keyof typeof ENGLISH;
export const reportWord = wordsIn({ en: ENGLISH, zh: CHINESE });

const POINTS_IN_CHINESE: Record<string, readonly [string, string]> = {
  products_gone: ["现有的 {of} 件商品中有 {count} 件不在此文件中。", "请确认这是完整的目录。"],
  prices_scaled: ["价格是现在的 {factor} 倍（{example}）。", "请检查金额单位，或小数点与千位分隔符是否混淆。"],
  prices_gone: ["{of} 件商品中有 {count} 件现在有价格，之后将没有。", "请检查价格列是否存在、名称是否正确。"],
  sold_out: ["可购买的商品将从 {before} % 降到 {now} %。", "请检查库存列。"],
  currency_changed: ["价格的货币将从 {before} 变为 {now}。", "请检查货币列；文件没有注明时请检查 FLOORWALKER_CURRENCY。"],
  types_gone: ["{of} 个商品类型中有 {count} 个不再出现。", "请检查分类列。"],
  none_available: ["没有可购买的商品。", "请检查库存列；没有库存列的目录视为有货。"],
  bad_rows: ["{of} 行中有 {count} 行无法读取，已略去。", "请修正报告中列出的行。"],
  several_currencies: ["价格有 {of} 种货币（{currencies}）；按价格筛选只比较 {main}。", "请每个店铺只导出一种货币。"],
  no_price: ["{of} 件商品中有 {count} 件没有价格：按价格筛选时不会出现。", "请填写价格列，或在对应关系中指定。"],
  no_category: ["{of} 件商品中有 {count} 件没有类型：按种类询问时找不到。", "请填写分类列，或在对应关系中指定。"],
  no_attributes: ["{of} 件商品中有 {count} 件没有任何属性：无法筛选，也无从提问。", "请一并导出属性（颜色、尺寸、材质）。"],
  no_image: ["{of} 件商品中有 {count} 件没有图片。", "请填写图片列（完整地址 https://…）。"],
  no_url: ["{of} 件商品中有 {count} 件没有链接：卡片无法打开。", "请填写链接列（完整地址），或设置 FLOORWALKER_SHOP_URL。"],
  no_description: ["{of} 件商品中有 {count} 件没有描述：只能按标题和属性查找。", "请导出描述。"],
  no_brand: ["{of} 件商品中有 {count} 件没有品牌。", "请填写品牌列。"],
  unread_columns: ["{count} 个列或字段有内容但未被使用：{names}。", "若其中有重要的，请在对应关系中指定。"],
  many_withheld: ["{of} 件商品中有 {count} 件因店铺未上架而略去（{reasons}）。", "若要展示，请先上架再导出。"],
  withheld: ["{count} 件商品因店铺未上架而略去（{reasons}）。", ""],
  dropped: ["{of} 行中有 {count} 行被略去（{reasons}）。", "请给每件商品独立的编号。"],
  far_prices: ["{count} 个价格与同类商品相差悬殊。", "请检查，可能是小数点错误。"],
  text_among_numbers: ["“{name}”大多是数字，但 {of} 个值中有 {count} 个不是：无法按范围筛选。", "请只写数字和统一的单位。"],
  rare_attributes: ["{of} 个属性中有 {count} 个只有不到 2 % 的商品注明。", "请为同类商品补全，或在对应关系中略去。"],
  same_titles: ["{count} 件商品与其他商品标题相同。", "请用共同的组号导出同一商品的不同规格，或在标题中加以区分。"],
  near_titles: ["{count} 件商品的标题只差一个词，像是同一商品的不同规格。", "若是如此，请用共同的组号导出。"],
  single_types: ["{of} 个商品类型中有 {count} 个只有一件商品。", "请使用更宽的分类。"],
};

/** What a point says, and what to do, in the language that is spoken. */
export function pointWords(point: Point): readonly [string, string] {
  const known = spoken() === "zh" ? POINTS_IN_CHINESE[point.code] : undefined;
  if (!known) return [point.text, point.do ?? ""];
  const gaps: Record<string, string | number> = { count: point.count ?? 0, of: point.of ?? 0, ...point.values };
  const fill = (words: string): string => words.replace(/\{(\w+)\}/g, (gap, key: string) => String(gaps[key] ?? gap));
  return [fill(known[0]), fill(known[1])];
}
