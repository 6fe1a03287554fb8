// The dashboards of the last report: what was asked, found, bought and missed, of the days and the product type chosen.
import { html, nothing, type TemplateResult } from "lit";
import type { Bar, Difference } from "./bars";
import { bars, differences } from "./bars";
import type { Card, Column } from "./card";
import type { Cell } from "./csv";
import { amount, between, change, count, day, points, share, told, tooFew } from "./numbers";
import type { Line, Plotted } from "./plot";
import type { Comparison, Dashboard, Figure, Named, View } from "./types";
import { said, saidOf, type SeeWord } from "./words";

const OUTCOMES: Record<string, SeeWord> = {
  "clicked a product": "outcome_clicked",
  "put a product in the cart": "outcome_carted",
  "bought within a day": "outcome_day",
  "bought within 7 days": "outcome_week",
};
const VERDICTS: Record<Comparison["verdict"], SeeWord> = { better: "verdict_better", worse: "verdict_worse", "no difference yet": "verdict_none", "too few": "verdict_few" };
const named = (figures: readonly Figure[], key: string): Figure | undefined => figures.find((one) => one.key === key);

export class ReportCards {
  constructor(
    private readonly found: Dashboard,
    private readonly view: View,
    private readonly theme: string,
  ) {}

  all(): Card[] {
    return [
      this.figures(),
      this.funnel(),
      this.overTime("success", ["succeeded", "bought"]),
      this.overTime("find", ["questions_to_find"]),
      this.overTime("satisfaction", ["satisfied"]),
      this.overTime("trouble", ["not_met", "misunderstood"]),
      this.lift(),
      this.questions(),
      this.missed(),
      this.attributes(),
      this.wishes(),
      this.zero(),
    ];
  }

  /** A figure, and what it was before, where that is known. */
  private told(key: string): string {
    const [now, before] = [named(this.view.figures, key), named(this.view.before, key)];
    if (!now) return said("unknown");
    const value = told(now, this.found.least);
    return now.value === null || !before || before.value === null ? value : said("wasBefore", { value, before: amount(before.kind, before.value) });
  }

  private get few(): string {
    return said("tooFewTitle", { have: count(this.view.conversations), need: count(this.found.least) });
  }

  private figures(): Card {
    const { figures, before } = this.view;
    const tiles = figures.map((one) => {
      const moved = change(one, named(before, one.key));
      return html`<li>
        <span class="name">${saidOf("", one.key, one.label)}</span>
        ${one.value === null ? html`<span class="few">${tooFew(one.count, this.found.least)}</span>` : html`<b>${amount(one.kind, one.value)}</b> <span class="quiet">${between(one)}</span>`}
        ${moved ? movedBy(one, moved) : nothing}
      </li>`;
    });
    return {
      key: "figures",
      title: said("figures"),
      means: said("figuresMeans", { days: this.found.days }),
      columns: [{ name: said("figure") }, ...["value", "low", "high"].map((name) => plain(name as SeeWord)), whole("of"), plain("previously")],
      rows: figures.map((one) => [saidOf("", one.key, one.label), one.value, one.low, one.high, one.count, named(before, one.key)?.value ?? null]),
      picture: html`<ul class="tiles">${tiles}</ul>`,
      empty: this.few,
      wide: true,
    };
  }

  private funnel(): Card {
    const { funnel, funnel_before: before } = this.view;
    const losses = funnel.slice(1).map((step, at) => ({ from: funnel[at]!, lost: (funnel[at]?.conversations ?? 0) - step.conversations }));
    const worst = losses.reduce((most, one) => (one.lost > most.lost ? one : most), losses[0] ?? { from: funnel[0]!, lost: 0 });
    const first = funnel[0]?.conversations ?? 0;
    const share_ = (conversations: number): number | null => (first > 0 ? conversations / first : null);
    const hasBefore = (before[0]?.conversations ?? 0) >= this.found.least;
    return {
      key: "funnel",
      title: said("funnel"),
      means: said("funnelMeans", { bought: count(funnel.at(-1)?.conversations ?? 0), begun: count(first), lost: count(worst.lost), step: saidOf("step_", worst.from.key) }),
      columns: [{ name: said("step") }, whole("conversations"), shares("ofAll"), shares("ofPrevious"), whole("previously")],
      rows: funnel.map((step, at) => [saidOf("step_", step.key, step.label), step.conversations, step.of_all.value, step.of_previous?.value ?? null, before[at]?.conversations ?? null]),
      picture:
        first >= this.found.least
          ? bars(
              funnel.map((step, at): Bar => ({
                label: saidOf("step_", step.key, step.label),
                value: share_(step.conversations),
                before: hasBefore ? (before[at]?.of_all.value ?? null) : null,
                number: count(step.conversations),
                ...(step.of_all.value === null ? {} : { aside: share(step.of_all.value) }),
              })),
              said("previously"),
            )
          : null,
      empty: this.few,
    };
  }

  private overTime(title: "success" | "find" | "satisfaction" | "trouble", keys: readonly string[]): Card {
    const { stretches, by, figures } = this.view;
    const own = keys.map((key) => ({ key, figure: named(figures, key), series: this.view.series.find((one) => one.key === key) }));
    const [main] = own;
    const kind = main?.figure?.kind ?? "share";
    const lines = own.map(({ key, figure, series }, at): Line => ({
      label: saidOf("", key, figure?.label),
      values: series?.values ?? [],
      ...(at === 0 ? { lows: series?.lows ?? [], highs: series?.highs ?? [] } : {}),
      color: at === 0 ? "--accent" : "--warn",
      look: at === 0 ? "line" : "dashed",
    }));
    const write = (value: number): string => amount(kind, value);
    const given = Math.max(0, ...own.map(({ series }) => series?.values.filter((value) => value !== null).length ?? 0));
    const label = said(title);
    const gaps = { value: this.told(main?.key ?? ""), not_met: this.told("not_met"), misunderstood: this.told("misunderstood") };
    const means = said(`${title}Means`, gaps);
    return {
      key: title,
      title: label,
      means,
      columns: [
        { name: said("start") },
        whole("conversations"),
        ...own.flatMap(({ key, figure }): Column[] => ["value", "low", "high", "of"].map((name) => ({
          name: `${saidOf("", key, figure?.label)}: ${said(name as SeeWord)}`,
          write: name === "of" ? count : write,
        }))),
      ],
      rows: stretches.map((one, at): Cell[] => [
        one.start.slice(0, 10),
        one.conversations,
        ...own.flatMap(({ series }) => [series?.values[at] ?? null, series?.lows[at] ?? null, series?.highs[at] ?? null, series?.counts[at] ?? 0]),
      ]),
      picture:
        given >= 2
          ? plot({ label: `${label}. ${means}`, times: stretches.map((one) => Date.parse(one.start) / 1000), lines, write, when: (time) => day(new Date(1000 * time).toISOString(), by), atLeast: kind === "share" ? 0.1 : 1 }, this.theme)
          : null,
      empty: (main?.figure?.count ?? 0) < this.found.least ? said("tooFewTitle", { have: count(main?.figure?.count ?? 0), need: count(this.found.least) }) : said("tooFewEach"),
    };
  }

  private lift(): Card {
    const all = [...(this.found.lift?.comparisons ?? []), ...(this.found.widget ? [{ ...this.found.widget, outcome: "widget" }] : [])];
    const name = (one: Comparison): string => (one.outcome === "widget" ? said("outcome_widget") : said(OUTCOMES[one.outcome] ?? "outcome_week"));
    const more = Math.max(0, ...all.map((one) => one.more_shoppers));
    return {
      key: "lift",
      title: said("lift"),
      scope: said("allLog"),
      means: all.length === 0 ? said("liftNone") : `${said("liftMeans")}${more > 0 ? ` ${said("liftMore", { more: count(more) })}` : ""}`,
      columns: [{ name: said("outcome") }, shares("withIt"), whole("shoppers"), shares("withoutIt"), whole("shoppers"), ...(["difference", "low", "high"] as const).map((one) => ({ name: said(one), write: points })), { name: said("verdict") }],
      rows: all.map((one) => [name(one), one.assistant.share, one.assistant.shoppers, one.holdout.share, one.holdout.shoppers, one.difference, one.difference_low, one.difference_high, said(VERDICTS[one.verdict])]),
      picture: all.length === 0 ? null : differences(all.map((one): Difference => ({
        label: name(one),
        aside: said(VERDICTS[one.verdict]),
        value: one.difference,
        low: one.difference_low,
        high: one.difference_high,
        number: one.difference === null ? said("liftFew", { more: count(one.more_shoppers) }) : points(one.difference),
        span: one.difference_low === null || one.difference_high === null ? "" : said("between", { low: points(one.difference_low), high: points(one.difference_high) }),
      }))),
      empty: said("liftNone"),
    };
  }

  private attributes(): Card {
    const groups = this.view.attributes;
    return {
      key: "attributes",
      title: said("attributes"),
      means: said("attributesMeans"),
      columns: [{ name: said("type") }, { name: said("attribute") }, shares("share"), whole("of")],
      rows: groups.flatMap((group) => group.attributes.map((one): Cell[] => [group.category, one.name, one.figure.value, one.figure.count])),
      picture: groups.length === 0 ? null : html`<div class="groups">
        ${groups.slice(0, 9).map((group) => html`<div><h4>${group.category} <small>${count(group.conversations)}</small></h4>${bars(group.attributes.map((one) => this.named(one, one.name)))}</div>`)}
      </div>`,
      empty: this.few,
      wide: true,
    };
  }

  private named({ figure }: Named, label: string, before: Figure | undefined = undefined): Bar {
    return { label, value: figure.value, low: figure.low, high: figure.high, before: before?.value ?? null, number: told(figure, this.found.least) };
  }

  private wishes(): Card {
    const all = this.view.wishes;
    return {
      key: "wishes",
      title: said("wishes"),
      means: said("wishesMeans", { fewest: this.found.fewest }),
      columns: [{ name: said("type") }, { name: said("wish") }, whole("conversations"), whole("shoppers")],
      rows: all.map((one) => [one.category || said("anyType"), one.wish, one.conversations, one.shoppers]),
      picture: counted(all.map((one) => ({ label: [one.category, one.wish].filter(Boolean).join(" · "), shoppers: one.shoppers }))),
      empty: said("noneAtAll"),
    };
  }

  private zero(): Card {
    const all = this.view.words;
    return {
      key: "zero",
      title: said("zero"),
      means: said("zeroMeans"),
      columns: [{ name: said("words") }, whole("shoppers")],
      rows: all.map((one) => [one.words, one.shoppers]),
      picture: counted(all.map((one) => ({ label: one.words, shoppers: one.shoppers }))),
      empty: said("noneAtAll"),
    };
  }

  private questions(): Card {
    const all = this.view.questions;
    return {
      key: "questionsAsked",
      title: said("questionsAsked"),
      means: said("questionsMeans"),
      columns: [{ name: said("type") }, { name: said("question") }, whole("asked"), shares("answered"), shares("declinedShort")],
      rows: all.map((one) => [one.category, one.label, one.asked, one.answered.value, one.declined.value]),
      picture: all.length === 0 ? null : bars(all.slice(0, 10).map((one): Bar => ({
        label: [one.label, one.category].filter(Boolean).join(" · "),
        value: one.declined.value,
        low: one.declined.low,
        high: one.declined.high,
        number: told(one.declined, this.found.least),
      }))),
      empty: this.few,
    };
  }

  private missed(): Card {
    const { misunderstandings: now, misunderstandings_before: before } = this.view;
    const earlier = (name: string): Figure | undefined => before.find((one) => one.name === name)?.figure;
    return {
      key: "missed",
      title: said("missed"),
      means: said("missedMeans"),
      columns: [{ name: said("kind") }, shares("share"), shares("low"), shares("high"), whole("of"), shares("previously")],
      rows: now.map((one) => [saidOf("kind_", one.name), one.figure.value, one.figure.low, one.figure.high, one.figure.count, earlier(one.name)?.value ?? null]),
      picture: now.length === 0 ? null : bars(now.map((one) => this.named(one, saidOf("kind_", one.name), earlier(one.name))), said("previously")),
      empty: this.view.conversations < this.found.least ? this.few : said("noneAtAll"),
    };
  }
}

export function plot(plotted: Plotted, theme: string): TemplateResult {
  return html`<fw-plot .plotted=${plotted} .theme=${theme}></fw-plot>`;
}

function movedBy(one: Figure, { by, sure }: { by: number; sure: boolean }): TemplateResult {
  const moved = one.kind === "share" ? points(Math.abs(by)).replace(/^[+＋]/, "") : amount(one.kind, Math.abs(by));
  const words = said(by >= 0 ? "more" : "less", { by: moved });
  if (!sure) return html`<span class="quiet">${words} · ${said("chance")}</span>`;
  const isGood = one.better === "neither" ? null : by > 0 === (one.better === "more");
  const arrow = by > 0 ? "▲" : "▼";
  if (isGood === null) return html`<span>${arrow} ${words}</span>`;
  return html`<span class=${isGood ? "good" : "bad"}>${arrow} ${words} · ${said(isGood ? "better" : "worse")}</span>`;
}

function counted(all: readonly { label: string; shoppers: number }[]): TemplateResult | null {
  if (all.length === 0) return null;
  const most = Math.max(...all.map(({ shoppers }) => shoppers));
  return bars(all.slice(0, 10).map(({ label, shoppers }) => ({ label, value: shoppers / most, number: count(shoppers) })));
}

export const whole = (name: SeeWord): Column => ({ name: said(name), write: count });
export const shares = (name: SeeWord): Column => ({ name: said(name), write: share });
const plain = (name: SeeWord): Column => ({ name: said(name), write: (value) => count(Math.round(1000 * value) / 1000) });
