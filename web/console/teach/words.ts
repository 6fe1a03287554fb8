// The words of teaching, in English and Chinese. What stands in braces is filled in.
import { actWord, percent, readable, spelled, spoken, word } from "../words";
import type { Became, Verdict, Why } from "./types";

const ENGLISH = {
  title: "Teach",
  queue: "To judge",
  left: "{count} to judge, picked {when}",
  none: "Nothing to judge.",
  noneHint: "What teaches most is picked after each retraining, or by: floorwalker labels queue",
  mine: "My verdicts",
  flagged: "To look at",
  all: "Everybody's",
  views: "What is shown",
  again: "Read again",
  why: "Why this",
  kind_acts: "What it does",
  kind_attributes: "Order of attributes",
  kind_product: "A product",
  kind_reply: "A reply",
  kind_flag: "Flag",
  ask_acts: "Was this understood rightly?",
  ask_attributes: "Do these matter in this order?",
  ask_product: "Is this product right for what was asked?",
  ask_reply: "Is this reply right?",
  judge: "Judge",
  judgeOf: "Judge: {words}",
  judgeEnd: "Close",
  right: "Right",
  wrong: "Wrong",
  acts: "What the message does",
  actsHint: "Type to filter, Enter adds, Backspace takes the last away.",
  actWords: "Words of “{act}”",
  actNone: "No act is called so.",
  remove: "Take away: {act}",
  order: "Attributes, the weightiest first",
  orderHint: "Space takes up and puts down, the arrows move; or drag.",
  moveUp: "Up: {name}",
  moveDown: "Down: {name}",
  taken: "{name} taken up, place {place}.",
  placed: "{name} is at place {place} of {total}.",
  keep: "Keep the verdict",
  reason: "Why (if you like)",
  reason_none: "–",
  reason_misunderstood: "Misunderstood",
  reason_wish_ignored: "A wish was ignored",
  reason_wrong_type: "Another kind of product",
  reason_too_expensive: "Too expensive",
  reason_wrong_fact: "A wrong fact",
  reason_unhelpful: "Does not help",
  reason_tone: "The tone",
  reason_other: "Something else",
  comment: "Comment (if you like)",
  flag: "Flag",
  flagDone: "Flagged: a lead will look at it.",
  skip: "Skip",
  skipped: "Skipped.",
  undo: "Take back",
  undone: "Taken back.",
  kept: "Kept. {left} left.",
  keptOne: "Kept.",
  saidBefore: "{who}: {what}",
  you: "You",
  saidRight: "right",
  saidWrong: "wrong",
  saidLook: "to be looked at",
  saidSkip: "skipped",
  conversation: "Conversation",
  next: "next",
  previous: "previous",
  open: "Open on the desk",
  noMine: "You have said nothing yet.",
  noFlagged: "Nothing is flagged.",
  became: "What became of it",
  notYet: "No model has learned from it yet.",
  used: "{version}, put in use {when}",
  tried: "{version}, tried by some shoppers {when}",
  keptVersion: "{version}, not put in use {when}",
  actMoved: "{act}: {before} before, {after} after",
  placeMoved: "{name}: place {before} before, {after} after",
  agreed: "agrees with you: {before} before, {after} after",
  notAmong: "none",
  more: "Show more",
  keyNext: "next, previous",
  keyYes: "right, wrong",
  keyFlag: "flag",
  keySkip: "skip",
  keyUndo: "take the last back",
  keyKeep: "keep",
  noLearning: "The shopper has not agreed that this is learned from.",
  why_unsure: "It could be {first} ({sure}) or {second} ({less}).",
  why_disagree: "Those who judge messages disagree ({amount}).",
  why_not_understood: "It was not understood.",
  why_went_on: "The shopper went on with: {acts}.",
  why_thumbs_down: "Thumbs down.",
  why_thumbs_down_because: "Thumbs down: {reason}.",
  why_misunderstood: "Thumbs down: misunderstood.",
  why_before_person: "It was the last before a person took over.",
  why_declined: "The shopper declined to say: {attributes}.",
  why_nothing_looked_at: "Nothing of the list was looked at.",
  why_close_weights: "The first two attributes weigh nearly the same.",
  why_others_looked_at: "Others were looked at, and not the first.",
};

export type TeachWord = keyof typeof ENGLISH;

const CHINESE: Record<TeachWord, string> = {
  title: "教导",
  queue: "待评判",
  left: "还有 {count} 项待评判，挑选于 {when}",
  none: "没有待评判的内容。",
  noneHint: "每次重新训练后会挑选最值得评判的内容，也可运行：floorwalker labels queue",
  mine: "我的评判",
  flagged: "待查看",
  all: "所有人的",
  views: "显示内容",
  again: "重新读取",
  why: "为何挑选",
  kind_acts: "消息的意图",
  kind_attributes: "属性顺序",
  kind_product: "商品",
  kind_reply: "回复",
  kind_flag: "标记",
  ask_acts: "这条消息理解得对吗？",
  ask_attributes: "这些属性的重要性顺序对吗？",
  ask_product: "这个商品符合要求吗？",
  ask_reply: "这条回复对吗？",
  judge: "评判",
  judgeOf: "评判：{words}",
  judgeEnd: "收起",
  right: "对",
  wrong: "不对",
  acts: "消息的意图",
  actsHint: "输入以筛选，回车添加，退格键删除最后一个。",
  actWords: "“{act}”对应的文字",
  actNone: "没有这个意图。",
  remove: "删除：{act}",
  order: "属性，最重要的在前",
  orderHint: "空格拿起和放下，方向键移动；也可拖动。",
  moveUp: "上移：{name}",
  moveDown: "下移：{name}",
  taken: "已拿起 {name}，第 {place} 位。",
  placed: "{name} 在第 {place} 位，共 {total} 位。",
  keep: "保存评判",
  reason: "原因（可选）",
  reason_none: "–",
  reason_misunderstood: "理解错误",
  reason_wish_ignored: "忽略了要求",
  reason_wrong_type: "商品种类不对",
  reason_too_expensive: "太贵",
  reason_wrong_fact: "事实有误",
  reason_unhelpful: "没有帮助",
  reason_tone: "语气不当",
  reason_other: "其他",
  comment: "备注（可选）",
  flag: "标记",
  flagDone: "已标记，主管会查看。",
  skip: "跳过",
  skipped: "已跳过。",
  undo: "撤回",
  undone: "已撤回。",
  kept: "已保存，还剩 {left} 项。",
  keptOne: "已保存。",
  saidBefore: "{who}：{what}",
  you: "您",
  saidRight: "对",
  saidWrong: "不对",
  saidLook: "待查看",
  saidSkip: "已跳过",
  conversation: "对话",
  next: "下一项",
  previous: "上一项",
  open: "在服务台打开",
  noMine: "您还没有评判过。",
  noFlagged: "没有标记的内容。",
  became: "评判的结果",
  notYet: "还没有模型从中学习。",
  used: "{version}，{when} 启用",
  tried: "{version}，{when} 由部分顾客试用",
  keptVersion: "{version}，{when}，未启用",
  actMoved: "{act}：之前 {before}，之后 {after}",
  placeMoved: "{name}：之前第 {before} 位，之后第 {after} 位",
  agreed: "与您一致的程度：之前 {before}，之后 {after}",
  notAmong: "无",
  more: "显示更多",
  keyNext: "下一项、上一项",
  keyYes: "对、不对",
  keyFlag: "标记",
  keySkip: "跳过",
  keyUndo: "撤回上一个",
  keyKeep: "保存",
  noLearning: "顾客未同意将此对话用于学习。",
  why_unsure: "可能是 {first}（{sure}）或 {second}（{less}）。",
  why_disagree: "判断消息的模型意见不一（{amount}）。",
  why_not_understood: "未被理解。",
  why_went_on: "顾客接着：{acts}。",
  why_thumbs_down: "顾客点了踩。",
  why_thumbs_down_because: "顾客点了踩：{reason}。",
  why_misunderstood: "顾客点了踩：理解错误。",
  why_before_person: "这是人工接手前的最后一条消息。",
  why_declined: "顾客不愿说明：{attributes}。",
  why_nothing_looked_at: "列表里没有商品被查看。",
  why_close_weights: "前两个属性的权重几乎相同。",
  why_others_looked_at: "顾客看了其他商品，没有看第一个。",
};

/** A word in the language of the page; `gaps` fill what stands in braces. */
export function say(name: TeachWord, gaps: Record<string, string | number> = {}): string {
  const words = (spoken() === "zh" ? CHINESE : ENGLISH)[name];
  return words.replace(/\{(\w+)\}/g, (gap, key: string) => String(gaps[key] ?? gap));
}

/** A word of a family that the server names; the name itself in plain letters where there is none. */
export function sayOf(family: "why" | "reason" | "kind", name: string, gaps: Record<string, string | number> = {}): string {
  const key = `${family}_${name}`;
  return key in ENGLISH ? say(key as TeachWord, gaps) : readable(name);
}

/** Why something was picked. */
export function whyWords({ code, gaps }: Why): string {
  const filled: Record<string, string> = {};
  for (const [name, value] of Object.entries(gaps ?? {})) {
    if (name === "first" || name === "second") filled[name] = actWord(String(value));
    else if (name === "acts" && Array.isArray(value)) filled[name] = value.map((act) => actWord(String(act))).join(word("list"));
    else if (name === "attributes" && Array.isArray(value)) filled[name] = value.map((one) => readable(String(one))).join(word("list"));
    else if (typeof value === "number") filled[name] = percent(value);
    else filled[name] = spelled(value);
  }
  if (filled["reason"]) filled["reason"] = sayOf("reason", filled["reason"]);
  return sayOf("why", code, filled);
}

/** What a verdict says. */
export function verdictWords(verdict: Verdict): string {
  if (verdict.kind === "acts") return (verdict.acts ?? []).map(({ act }) => actWord(act)).join(" + ");
  if (verdict.kind === "attributes") return (verdict.order ?? []).map(readable).join(" › ");
  if (verdict.kind === "flag") return say(verdict.flag === "look" ? "saidLook" : "saidSkip");
  return say(verdict.right ? "saidRight" : "saidWrong");
}

/** What a model made of a verdict, in figures; empty where nothing was measured. `product`: whose place it is. */
export function becameWords(became: Became, product = ""): string {
  const { learner, name, before, after, place_before, place_after } = became;
  const isKnown = typeof before === "number" && typeof after === "number";
  if (learner === "acts") return isKnown && name ? say("actMoved", { act: actWord(name), before: percent(before), after: percent(after) }) : "";
  const place = (at: number | null | undefined): string | number => at ?? say("notAmong");
  if (name && (place_before || place_after)) return say("placeMoved", { name: product || readable(name), before: place(place_before), after: place(place_after) });
  return isKnown ? say("agreed", { before: spelled(before), after: spelled(after) }) : "";
}
