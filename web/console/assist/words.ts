// The words of drafts, in the agent's language.
import { spoken } from "../words";

const ENGLISH = {
  draft: "Draft of the assistant",
  onlyYou: "the shopper does not see it",
  ask: "Draft a reply",
  asking: "Drafting …",
  nothing: "There is nothing to draft yet: the shopper has looked for nothing. Write to them.",
  fold: "Show the draft in one line",
  unfold: "Show the whole draft",
  send: "Send",
  edit: "Edit",
  reject: "Reject",
  withPart: "Send with it: {kind}",
  alonePart: "Send only this",
  kind_text: "answer",
  kind_products: "products",
  kind_question: "next question",
  kind_comparison: "comparison",
  kind_product_detail: "product",
  kind_notice: "into the cart",
  orderedBy: "Ordered by: {attributes}",
  arrived: "The assistant has drafted an answer",
  overtaken: "The draft is gone: the shopper has said more.",
  sent: "Sent.",
  rejected: "Draft rejected.",
  editing: "You edit the draft of the assistant; what it shows is sent along.",
  alone: "Send my words alone",
  why: "Why is it wrong?",
  because_not_true: "not true",
  because_misunderstood: "misunderstood",
  because_wrong_products: "wrong products",
  because_tone: "wrong tone",
  because_not_needed: "not needed now",
  ownReason: "Another reason",
};

export type AssistWord = keyof typeof ENGLISH;

const CHINESE: Record<AssistWord, string> = {
  draft: "助手草拟的回复",
  onlyYou: "顾客看不到",
  ask: "草拟回复",
  asking: "正在草拟……",
  nothing: "暂时没有可草拟的内容：顾客还没有要找的商品。请先直接回复顾客。",
  fold: "只用一行显示草稿",
  unfold: "显示完整草稿",
  send: "发送",
  edit: "修改",
  reject: "不采用",
  withPart: "一并发送：{kind}",
  alonePart: "只发送这部分",
  kind_text: "回答",
  kind_products: "商品",
  kind_question: "下一个问题",
  kind_comparison: "对比",
  kind_product_detail: "商品详情",
  kind_notice: "加入购物车",
  orderedBy: "排序依据：{attributes}",
  arrived: "助手草拟了回复",
  overtaken: "草稿已作废：顾客又说了话。",
  sent: "已发送。",
  rejected: "草稿未采用。",
  editing: "您正在修改助手的草稿，其中展示的内容会一并发送。",
  alone: "只发送我的文字",
  why: "哪里不对？",
  because_not_true: "不属实",
  because_misunderstood: "理解有误",
  because_wrong_products: "商品不对",
  because_tone: "语气不合适",
  because_not_needed: "现在不需要",
  ownReason: "其他原因",
};

export const REASONS = ["not_true", "misunderstood", "wrong_products", "tone", "not_needed"] as const;

export function assistWord(name: AssistWord, gaps: Record<string, string> = {}): string {
  return (spoken() === "zh" ? CHINESE : ENGLISH)[name].replace(/\{(\w+)\}/g, (gap, key: string) => gaps[key] ?? gap);
}

export function kindWord(type: unknown): string {
  const key = `kind_${String(type)}`;
  return key in ENGLISH ? assistWord(key as AssistWord) : String(type);
}
