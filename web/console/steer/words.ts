// What room "steer" says, in English and Chinese: one that is missing does not compile. Sections have words of their own.
import { wordsIn } from "../words";

const ENGLISH = {
  sections: "What to steer",
  noSection: "There is nothing to steer for your role.",
};

const CHINESE: Record<keyof typeof ENGLISH, string> = {
  sections: "可调整的内容",
  noSection: "您的角色没有可调整的内容。",
};

export type SteerWord = keyof typeof ENGLISH;
export const steerWord = wordsIn({ en: ENGLISH, zh: CHINESE });
