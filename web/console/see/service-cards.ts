// The dashboards of how shoppers are served: just now, and in the days chosen; of all product types.
import { html, nothing } from "lit";
import { lasting } from "../words";
import { bars } from "./bars";
import type { Card, Column } from "./card";
import { count, day, seconds, share } from "./numbers";
import { plot, whole } from "./report-cards";
import type { Drafts, Service, Times } from "./types";
import { said, saidOf, type SeeWord } from "./words";

const LEAST = 5;
const STATES = ["accepted", "edited", "rejected", "overtaken"] as const;
const long = (name: SeeWord): Column => ({ name: said(name), write: seconds });
const time = (at: string): number => Date.parse(at) / 1000;
const hour = (at: string): string => `${at.slice(11, 13)}:00`;
const lasted = (value: number | null): string => (value === null ? said("unknown") : seconds(value));

export class ServiceCards {
  constructor(
    private readonly found: Service,
    private readonly theme: string,
  ) {}

  now(): Card {
    const { hours, waiting, waits_since: since, served, at } = this.found;
    const sum = (pick: (one: Service["hours"][number]) => number): number => hours.reduce((total, one) => total + pick(one), 0);
    const waits = since ? said("nowLongest", { time: lasting(Date.parse(at) - Date.parse(since)) }) : "";
    return {
      key: "now",
      title: said("now"),
      scope: said("allOnly"),
      means: said("nowMeans"),
      columns: [{ name: said("hour") }, whole("conversations"), whole("dayBefore"), whole("nowHandoffs")],
      rows: hours.map((one) => [one.start.slice(0, 16).replace("T", " "), one.conversations, one.conversations_before, one.handoffs]),
      picture: html`<ul class="tiles">
          ${([["nowConversations", sum((one) => one.conversations), ""], ["nowHandoffs", sum((one) => one.handoffs), ""], ["nowWaiting", waiting, waits], ["nowServed", served, ""]] as const).map(
            ([name, value, aside]) => html`<li><b>${count(value)}</b><span class="name">${said(name)}</span>${aside ? html`<span class="quiet">${aside}</span>` : nothing}</li>`,
          )}
        </ul>
        ${plot(
          {
            label: `${said("now")}. ${said("nowMeans")}`,
            times: hours.map((one) => time(one.start)),
            lines: [
              { label: said("conversations"), values: hours.map((one) => one.conversations), color: "--accent", look: "bars" },
              { label: said("dayBefore"), values: hours.map((one) => one.conversations_before), color: "--warn", look: "dashed" },
            ],
            write: (value) => (Number.isInteger(value) ? count(value) : ""),
            when: (at) => hour(new Date(1000 * at).toISOString()),
            atLeast: 4,
          },
          this.theme,
        )}`,
      empty: "",
      wide: true,
    };
  }

  others(): Card[] {
    return [this.handoffs(), this.waits(), this.latency(), this.drafts()];
  }

  private handoffs(): Card {
    const { handoffs, waited } = this.found;
    const total = (pick: (one: Service["handoffs"][number]) => number): number => handoffs.reduce((sum, one) => sum + pick(one), 0);
    const most = Math.max(1, ...handoffs.map((one) => Math.max(one.handoffs, one.handoffs_before)));
    return {
      key: "handoffs",
      title: said("handoffs"),
      scope: said("allOnly"),
      means: said("handoffsMeans", { count: count(total((one) => one.handoffs)), before: count(total((one) => one.handoffs_before)), half: lasted(waited.half), most: lasted(waited.most) }),
      columns: [{ name: said("reason") }, whole("handoffsCount"), whole("previously"), whole("came"), long("waitHalf"), long("waitMost")],
      rows: handoffs.map((one) => [saidOf("reason_", one.reason), one.handoffs, one.handoffs_before, one.came, one.waited.half, one.waited.most]),
      picture: handoffs.length === 0 ? null : bars(
        handoffs.map((one) => ({
          label: saidOf("reason_", one.reason),
          value: one.handoffs / most,
          before: one.handoffs_before > 0 ? one.handoffs_before / most : null,
          number: count(one.handoffs),
          ...(one.waited.half === null ? {} : { aside: `${said("waitHalf")} ${seconds(one.waited.half)}` }),
        })),
        said("previously"),
      ),
      empty: said("noneAtAll"),
    };
  }

  private waits(): Card {
    const { answering, answering_before: before } = this.found;
    const half = answering.half !== null && before.half !== null ? said("wasBefore", { value: seconds(answering.half), before: seconds(before.half) }) : lasted(answering.half);
    return this.times("waits", said("waitsMeans", { half, most: lasted(answering.most) }), "came", (one) => one.waited);
  }

  private latency(): Card {
    const { turns, gateway } = this.found;
    const own = gateway.half === null ? said("unknown") : said("latencyOwn", { half: seconds(gateway.half), most: lasted(gateway.most) });
    const since = `${day(gateway.since)} ${gateway.since.slice(11, 16)}`;
    return this.times("latency", said("latencyMeans", { half: lasted(turns.half), most: lasted(turns.most), name: gateway.name, since, turns: count(gateway.turns), own }), "turns", (one) => one.turns);
  }

  private times(name: "waits" | "latency", means: string, of: SeeWord, pick: (one: Service["series"][number]) => Times): Card {
    const series = this.found.series;
    const given = series.filter((one) => pick(one).half !== null).length;
    const most = Math.max(0, ...series.map((one) => pick(one).count));
    return {
      key: name,
      title: said(name),
      scope: said("allOnly"),
      means,
      columns: [{ name: said("start") }, whole(of), long("half"), long("most")],
      rows: series.map((one) => [one.start.slice(0, 10), pick(one).count, pick(one).half, pick(one).most]),
      picture: given < 2 ? null : plot(
        {
          label: `${said(name)}. ${means}`,
          times: series.map((one) => time(one.start)),
          lines: [
            { label: said("half"), values: series.map((one) => pick(one).half), color: "--accent", look: "line" },
            { label: said("most"), values: series.map((one) => pick(one).most), color: "--warn", look: "dashed" },
          ],
          write: seconds,
          when: (at) => day(new Date(1000 * at).toISOString()),
          atLeast: 1,
        },
        this.theme,
      ),
      empty: most === 0 ? said("noneAtAll") : said("tooFewEach"),
    };
  }

  private drafts(): Card {
    const { drafts, drafts_before: before } = this.found;
    return {
      key: "drafts",
      title: said("drafts"),
      scope: said("allOnly"),
      means: said("draftsMeans", { made: count(drafts.made), used: before.made > 0 ? said("wasBefore", { value: used(drafts), before: used(before) }) : used(drafts) }),
      columns: [{ name: said("state") }, whole("value"), whole("previously")],
      rows: STATES.map((state) => [saidOf("draft_", state), drafts[state], before[state]]),
      picture: drafts.made === 0 ? null : bars(
        STATES.map((state) => ({
          label: saidOf("draft_", state),
          value: drafts[state] / drafts.made,
          before: before.made > 0 ? before[state] / before.made : null,
          number: count(drafts[state]),
        })),
        said("previously"),
      ),
      empty: said("noneAtAll"),
    };
  }
}

function used({ accepted, edited, rejected }: Drafts): string {
  const decided = accepted + edited + rejected;
  return decided < LEAST ? said("unknown") : share((accepted + edited) / decided);
}
