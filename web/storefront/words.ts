// The demo page's own words by language.
import { languageOf } from "../widget/words";

export interface PageWords {
  title: string;
  name: string;
  demo: string;
  question: string;
  invitation: string;
  ideasLabel: string;
  heading: string;
  empty: string;
  cart: string;
  ideas: string[];
}

const ENGLISH: PageWords = {
  title: "The Corner Store · Floorwalker demo",
  name: "The Corner Store",
  demo: "a demo of Floorwalker",
  question: "What are you looking for today?",
  invitation: "Say it in your own words. The assistant shows what fits, and asks the one question worth asking.",
  ideasLabel: "Things to ask for",
  heading: "Your floorwalker",
  empty: "Cart: empty",
  cart: "Cart: ",
  ideas: ["I need a wireless mouse", "A light laptop under 1000", "Headphones for travel", "A quiet coffee machine", "Red running shoes"],
};

const CHINESE: PageWords = {
  title: "街角小店 · Floorwalker 演示",
  name: "街角小店",
  demo: "Floorwalker 演示",
  question: "今天想找点什么？",
  invitation: "用您自己的话说就行。导购会展示合适的商品，并问一个最值得问的问题。",
  ideasLabel: "可以这样问",
  heading: "您的导购",
  empty: "购物车：空",
  cart: "购物车：",
  ideas: ["我想买一个无线鼠标", "1000 以下的轻便笔记本电脑", "旅行用的耳机", "红色T恤", "多少钱包邮？"],
};

export function pageWords(locale: string): PageWords {
  return languageOf(locale) === "zh" ? CHINESE : ENGLISH;
}
