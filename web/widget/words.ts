// The widget's own words by language. What the assistant says comes from the gateway, in the shopper's language already.

const ENGLISH = {
  ask: "What are you looking for?",
  message: "Your message",
  conversation: "Conversation",
  send: "Send",
  details: "Product details",
  assistant: "Shopping assistant",
  launcher: "Need help finding something?",
  restart: "Start over",
  human: "A person, please",
  wantHuman: "I would like to talk to a person",
  showMore: "Show me more",
  compareThese: "Compare these",
  close: "Close",
  retry: "Try again",
  typing: "The assistant is typing",
  agentTypes: "{agent} types…",
  withYou: "{agent} is with you",
  somebody: "A person",
  waiting: "A person will be with you soon",
  away: "Nobody is there just now",
  leaveAddress: "Leave an address",
  address: "E-mail address or telephone number",
  addressHint: "name@example.com",
  addressNote: "What about, or when? (optional)",
  addressUse: "It is used to answer you, and deleted afterwards.",
  addressWrong: "Write an e-mail address, as name@example.com, or a telephone number with its area code.",
  addressFailed: "That did not get through. Please try again.",
  leave: "Leave it",
  yourData: "Your data",
  agree: "I agree",
  disagree: "No, thank you",
  newMessage: "A new message",
  failed: "",
  notSent: "Not sent.",
  waitsForNetwork: "Waiting for the connection…",
  waitsForShop: "Trying again in a moment…",
  offline: "You are offline. What you write is sent when the connection is back.",
  unreachable: "The shop cannot be reached just now. Trying again…",
  renewed: "The earlier conversation had ended, so this is a new one.",
  endedElsewhere: "This conversation was ended in another tab. Write to begin a new one.",
  unknown: "This message cannot be shown here.",
  source: "Source: {title}",
  products: "{count} products",
  range: "{first}–{last} of {total}",
  more: "Show more",
  compare: "Compare",
  fit: "These fit",
  noFit: "These do not fit",
  whyNot: "What is wrong with these?",
  whyMisunderstood: "You misunderstood me",
  whyWrongProducts: "Not what I like",
  whyTooExpensive: "Too expensive",
  whyTooLittle: "Too little information",
  thanks: "Thank you",
  orderedBy: "Ordered by",
  weight: "{label}: {percent} of the weight",
  leaning: "I go by",
  low: "{label}: low",
  high: "{label}: high",
  without: "no {label}",
  dropLeaning: "Do not go by {label}",
  notBecause: "Not because of {label}",
  reasons: "What speaks for it",
  noPreference: "No preference",
  detailsOf: "Details of {title}",
  addOf: "Add {title} to the cart",
  add: "Add",
  addToCart: "Add to cart",
  outOfStock: "Out of stock",
  onRequest: "Price on request",
  oneVariant: "1 more variant",
  variants: "{count} more variants",
  wishes: "Your wishes",
  openInShop: "Open in the shop",
  yes: "Yes",
  no: "No",
  list: ", ",
  colon: ": ",
};

export type Word = keyof typeof ENGLISH;

const CHINESE: Record<Word, string> = {
  ask: "请问您想找什么？",
  message: "您的消息",
  conversation: "对话",
  send: "发送",
  details: "商品详情",
  assistant: "智能导购",
  launcher: "需要帮您找商品吗？",
  restart: "重新开始",
  human: "转人工",
  wantHuman: "转人工客服",
  showMore: "看更多",
  compareThese: "对比这些",
  close: "关闭",
  retry: "重试",
  typing: "正在输入",
  agentTypes: "{agent}正在输入…",
  withYou: "{agent}正在为您服务",
  somebody: "人工客服",
  waiting: "人工客服很快就来",
  away: "现在没有人工客服在线",
  leaveAddress: "留下联系方式",
  address: "电子邮箱或电话号码",
  addressHint: "name@example.com",
  addressNote: "想问什么，什么时候方便？（选填）",
  addressUse: "仅用于回复您，之后即删除。",
  addressWrong: "请填写电子邮箱（如 name@example.com）或带区号的电话号码。",
  addressFailed: "没有发送成功，请再试一次。",
  leave: "留下",
  yourData: "您的数据",
  agree: "同意",
  disagree: "不同意",
  newMessage: "有新消息",
  failed: "暂时无法完成，请稍后再试。",
  notSent: "没有发送成功。",
  waitsForNetwork: "等待网络连接…",
  waitsForShop: "稍后自动重试…",
  offline: "您已离线。恢复连接后会自动发送您写的内容。",
  unreachable: "暂时无法连接商店，正在重试…",
  renewed: "之前的对话已结束，现在是新的对话。",
  endedElsewhere: "对话已在另一个标签页中结束。继续输入即可开始新的对话。",
  unknown: "这条消息无法在这里显示。",
  source: "来源：{title}",
  products: "{count} 件商品",
  range: "第 {first}–{last} 件，共 {total} 件",
  more: "看更多",
  compare: "对比",
  fit: "合适",
  noFit: "不合适",
  whyNot: "哪里不合适？",
  whyMisunderstood: "没理解我的意思",
  whyWrongProducts: "不喜欢这些商品",
  whyTooExpensive: "太贵了",
  whyTooLittle: "信息太少",
  thanks: "谢谢",
  orderedBy: "排序依据",
  weight: "{label}：权重 {percent}",
  leaning: "我考虑了",
  low: "{label}：低",
  high: "{label}：高",
  without: "无{label}",
  dropLeaning: "不考虑{label}",
  notBecause: "不用考虑{label}",
  reasons: "推荐理由",
  noPreference: "不限",
  detailsOf: "{title}的详情",
  addOf: "把{title}加入购物车",
  add: "加购",
  addToCart: "加入购物车",
  outOfStock: "缺货",
  onRequest: "价格面议",
  oneVariant: "还有 1 种款式",
  variants: "还有 {count} 种款式",
  wishes: "您的要求",
  openInShop: "在店里打开",
  yes: "是",
  no: "否",
  list: "、",
  colon: "：",
};

const LANGUAGES: Record<string, Record<Word, string>> = { en: ENGLISH, zh: CHINESE };

let locale = "en";

/** The first locale named: the page's wish, the page's language, the browser's. */
export function chosenLocale(wished: string | null | undefined): string {
  return wished || document.documentElement.lang || navigator.language || "en";
}

/** Takes the words, and the way to write numbers, of a locale; of English, if it is none. */
export function speak(chosen: string): void {
  try {
    locale = Intl.getCanonicalLocales(chosen.replaceAll("_", "-"))[0] ?? "en";
  } catch {
    locale = "en";
  }
}

export function spokenLocale(): string {
  return locale;
}

export function languageOf(chosen: string): string {
  return chosen.split(/[-_]/)[0]?.toLowerCase() ?? "en";
}

/** A word in the language taken, English where it has none; `gaps` fill what stands in braces. */
export function word(name: Word, gaps: Record<string, string | number> = {}): string {
  const said = (LANGUAGES[languageOf(locale)] ?? ENGLISH)[name];
  return said.replace(/\{(\w+)\}/g, (gap, key: string) => String(gaps[key] ?? gap));
}
