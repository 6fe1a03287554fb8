// How the agent likes the page: kept in the browser, since it says nothing of anybody.
import type { Store, Theme } from "./store";
import { type Language, languageOf, speak, word } from "./words";

const KEY = "floorwalker.console.preferences";

interface Preferred {
  theme?: Theme;
  language?: Language;
  letters?: boolean;
  foldsDraft?: boolean;
}

export class Preferences {
  private chosen: Preferred = stored();

  constructor(private readonly store: Store) {
    this.apply();
  }

  prefer(part: Preferred): void {
    this.chosen = { ...this.chosen, ...part };
    try {
      localStorage.setItem(KEY, JSON.stringify(this.chosen));
    } catch {
      // Then it holds until the page is closed.
    }
    this.apply();
  }

  /** The language of somebody who signed in, where the browser was not told another. */
  greet(locale: string): void {
    if (!this.chosen.language) this.apply(languageOf(locale));
  }

  private apply(language = this.chosen.language ?? languageOf(navigator.language)): void {
    const theme = this.chosen.theme ?? "system";
    speak(language);
    document.documentElement.lang = language === "zh" ? "zh-CN" : "en";
    document.documentElement.dataset["theme"] = theme;
    document.title = word("title");
    this.store.change({ theme, language, letters: this.chosen.letters ?? true, foldsDraft: this.chosen.foldsDraft ?? false });
  }
}

function stored(): Preferred {
  try {
    const found: unknown = JSON.parse(localStorage.getItem(KEY) ?? "null");
    if (typeof found !== "object" || found === null) return {};
    const { theme, language, letters, foldsDraft } = found as Record<string, unknown>;
    return {
      ...(theme === "light" || theme === "dark" || theme === "system" ? { theme } : {}),
      ...(language === "en" || language === "zh" ? { language } : {}),
      ...(typeof letters === "boolean" ? { letters } : {}),
      ...(typeof foldsDraft === "boolean" ? { foldsDraft } : {}),
    };
  } catch {
    return {};
  }
}
