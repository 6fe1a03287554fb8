import { render } from "lit";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Api } from "../api";
import { App } from "../app";
import { ANNA, FakeServer, FakeSocket, newTab, Refusal } from "../fakes";
import { roomsOf } from "../rooms";
import { speak } from "../words";
import { csv } from "./csv";
import { change, seconds, share } from "./numbers";
import { differences } from "./bars";
import type { FwCard } from "./card";
import "./room";
import type { Dashboard, Figure, Service, View } from "./types";
import { SEE_WORDS } from "./words";

const HOSTILE = "<img src=x onerror=alert(1)>";
const AT = "2026-03-02T00:00:00Z";

function figure(key: string, value: number | null, part: Partial<Figure> = {}): Figure {
  const around = value === null ? { low: null, high: null } : { low: value - 0.05, high: value + 0.05 };
  return { key, label: key, kind: "share", better: "more", count: value === null ? 12 : 200, total: null, value, ...around, ...part };
}

function view(part: Partial<View> = {}): View {
  const step = (key: string, conversations: number) => ({ key, label: key, conversations, of_all: figure(key, conversations / 100), of_previous: null, late: 0 });
  return {
    category: "", conversations: 100, shoppers: 90, conversations_before: 80, figures: [figure("succeeded", 0.4), figure("satisfied", null)], before: [figure("succeeded", 0.2)],
    funnel: [step("begun", 100), step("bought", 10)], funnel_before: [step("begun", 80), step("bought", 4)], by: "week",
    stretches: [{ start: AT, end: AT, is_whole: true, is_settled: true, conversations: 100 }], series: [{ key: "succeeded", values: [0.4], lows: [0.3], highs: [0.5], counts: [100] }],
    answers: [], questions: [], misunderstandings: [], misunderstandings_before: [], attributes: [], wishes: [{ category: "Mouse", wish: HOSTILE, conversations: 9, shoppers: 8 }],
    words: [{ words: "=HYPERLINK(1)", shoppers: 6 }], ...part,
  };
}

function dashboard(part: Partial<Dashboard> = {}): Dashboard {
  const lift = { shoppers: 100, held_out: 0, mixed: 0, unsettled: 0, comparisons: [] };
  return { made_at: AT, since: AT, until: AT, log_since: AT, days: 28, type: "", least: 20, fewest: 5, types: [{ name: "Mouse", conversations: 60 }], view: view(), lift, widget: null, ...part };
}

function service(): Service {
  const none = { count: 0, half: null, most: null };
  const drafts = { made: 0, accepted: 0, edited: 0, rejected: 0, overtaken: 0, changed: null, looked: none };
  return {
    at: AT, days: 28, since: AT, waiting: 2, waits_since: AT, served: 1, hours: [{ start: AT, conversations: 3, conversations_before: 4, handoffs: 1 }],
    gateway: { name: "g1", since: AT, turns: 0, half: null, most: null, failed: 0 }, handoffs: [{ reason: "asked", handoffs: 7, handoffs_before: 3, came: 6, waited: { count: 6, half: 42, most: null } }],
    series: [], waited: none, waited_before: none, answering: none, answering_before: none, turns: none, turns_before: none, drafts, drafts_before: drafts,
  };
}

describe("a file for spreadsheets", () => {
  it("should hold no formula, whatever was said", () => {
    const hostile = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", " =1", "＝1"];
    const lines = csv({ head: ["a"], rows: hostile.map((cell) => [cell]) }).split("\r\n").slice(1, -1);

    expect(lines).toEqual(hostile.map((cell) => `"'${cell}"`));
  });

  it("should hold none either where another separator than the comma parts the cells", () => {
    expect(csv({ head: ["a;=1"], rows: [["b;\t+1|@x"], ["a - b"]] })).toBe('\ufeff"a;\'=1"\r\n"b;\'\t\'+1|\'@x"\r\na - b\r\n');
  });

  it("should quote what would end a cell, and leave numbers numbers", () => {
    expect(csv({ head: ["a", "b"], rows: [['say "hi", all', -0.5], ["two\nlines", null]] })).toBe('\ufeffa,b\r\n"say ""hi"", all",-0.5\r\n"two\nlines",\r\n');
  });
});

describe("numbers", () => {
  it("should say a change only where the intervals leave none to chance", () => {
    expect(change(figure("a", 0.4), figure("a", 0.2))).toMatchObject({ sure: true });
    expect(change(figure("a", 0.4), figure("a", 0.38))).toMatchObject({ sure: false });
    expect(change(figure("a", 0.4), figure("a", null))).toBeNull();
  });

  it("should write shares and times as people do", () => {
    expect([share(0.5), share(0.017), seconds(0.42), seconds(42), seconds(90)]).toEqual(["50%", "1.7%", "0.4 sec", "42 sec", "1.5 min"]);
  });

  it("should tell a difference that is none yet from one that is, not by colour alone", () => {
    const place = document.createElement("div");
    const one = { label: "l", aside: "better", value: 0.05, low: 0.01, high: 0.09, number: "+5", span: "1 to 9" };
    render(differences([one, { ...one, aside: "no difference yet", low: -0.01 }]), place);

    expect([...place.querySelectorAll("li")].map((row) => [row.querySelector(".differs") !== null, row.querySelector("small")?.textContent])).toEqual([[true, "better"], [false, "no difference yet"]]);
  });
});

describe("the words", () => {
  it("should have the same gaps in both languages", () => {
    const gaps = (words: string): string[] => [...words.matchAll(/\{(\w+)\}/g)].map((found) => found[1]!).sort();
    for (const [key, words] of Object.entries(SEE_WORDS.en)) expect([key, gaps(SEE_WORDS.zh[key as keyof typeof SEE_WORDS.zh])]).toEqual([key, gaps(words)]);
  });
});

describe("the room", () => {
  let server: FakeServer;
  let app: App;

  const open = async () => {
    const room = document.createElement("fw-see") as HTMLElement & { app: App; renderRoot: ShadowRoot; updateComplete: Promise<unknown> };
    room.app = app;
    document.body.append(room);
    await vi.waitFor(() => expect(room.renderRoot.querySelector("main")?.getAttribute("aria-busy")).toBe("false"));
    await room.updateComplete;
    const cards = [...room.renderRoot.querySelectorAll<FwCard>("fw-card")];
    await Promise.all(cards.map((card) => card.updateComplete));
    return { room, cards, card: (key: string) => cards.find((one) => one.card.key === key)!.renderRoot as ShadowRoot };
  };

  beforeEach(() => {
    server = newTab();
    server.answers["GET report?days=28"] = dashboard();
    server.answers["GET report/service?days=28"] = service();
    server.answers["GET report/job"] = { job: null, workers: 1 };
    app = new App(new Api(), () => new FakeSocket() as unknown as WebSocket);
  });

  afterEach(() => {
    app.stop();
    speak("en");
    document.body.replaceChildren();
  });

  it("should be open to leads and admins", () => {
    const rooms = (role: "agent" | "lead" | "admin") => roomsOf({ ...ANNA, role }).map(({ room }) => room);
    expect([rooms("agent").includes("see"), rooms("lead").includes("see"), rooms("admin").includes("see")]).toEqual([false, true, true]);
  });

  it("should show figures with what changed, shoppers' text as text, and say where there is too little", async () => {
    const { card } = await open();

    expect(card("figures").textContent?.replace(/\s+/g, " ")).toMatch(/Success 40% 35% to 45% ▲ up 20 points · better/);
    expect(card("figures").textContent).toContain("too few: 12 of 20");
    expect(card("wishes").querySelector(".label")?.textContent).toContain(HOSTILE);
    expect(card("wishes").querySelector("img")).toBeNull();
    expect(card("lift").textContent).toContain("FLOORWALKER_HOLDOUT");
    expect(card("handoffs").textContent).toContain("Half waited at most 42 sec");
    expect(card("satisfaction").querySelector(".empty")?.textContent).toBe("Too few conversations for this: 12 of 20.");
  });

  it("should have a table for every picture, by a button", async () => {
    const { cards } = await open();
    for (const one of cards.filter(({ card }) => card.rows.length > 0)) {
      one.renderRoot.querySelector<HTMLElement>("header button")!.click();
      await one.updateComplete;
      expect([one.card.key, one.renderRoot.querySelectorAll("tbody tr").length]).toEqual([one.card.key, one.card.rows.length]);
      for (const row of one.card.rows) expect([one.card.key, row.length]).toEqual([one.card.key, one.card.columns.length]);
    }
  });

  it("should read again what is chosen, and keep the last choice where answers cross", async () => {
    const { room } = await open();
    server.answers["GET report?days=7&type=Mouse"] = dashboard({ view: null, days: 7, type: "Mouse" });
    server.answers["GET report?days=7"] = dashboard({ days: 7 });
    server.answers["GET report/service?days=7"] = service();
    const choose = (name: string, value: string) => {
      const field = room.renderRoot.querySelector<HTMLSelectElement>(`select[name=${name}]`)!;
      field.value = value;
      field.dispatchEvent(new Event("change"));
    };
    choose("days", "7");
    choose("type", "Mouse");
    await vi.waitFor(() => expect(room.renderRoot.querySelector(".note")?.textContent).toContain("Fewer than 5 shoppers"));
  });

  it("should have the report made, say how far it is, and show it when it is there", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"], shouldAdvanceTime: true, advanceTimeDelta: 200 });
    const job = { id: "j1", kind: "report", payload: {}, asked_by: "lea", created_at: AT, lines: [], stoppable: true };
    const { room } = await open();
    const button = [...room.renderRoot.querySelectorAll<HTMLElement>(".head button")].find((one) => one.textContent === "Make the report now")!;
    const status = () => room.renderRoot.querySelector("[role=status]")?.textContent ?? "";
    server.answers["POST report/job"] = { ...job, state: "waiting" };
    server.answers["GET report/job"] = { job: { ...job, state: "waiting" }, workers: 0 };
    button.click();
    button.click();
    await vi.waitFor(() => expect(status()).toContain("nobody does jobs"));
    expect(button.getAttribute("aria-disabled")).toBe("true");
    button.click();
    expect(server.calls.filter(({ method }) => method === "POST").length).toBe(1);

    server.answers["GET report/job"] = { job: { ...job, state: "running" }, workers: 1 };
    await vi.waitFor(() => expect(status()).toContain("being made"), 5_000);
    server.answers["GET report?days=28"] = dashboard({ view: view({ conversations: 123 }) });
    server.answers["GET report/job"] = { job: { ...job, state: "done", ended_at: AT }, workers: 1 };
    await vi.waitFor(() => expect(app.store.state.announcement).toContain("123"), 5_000);
    expect(status()).toBe("");

    server.answers["GET report/job"] = { job: { ...job, state: "failed", ended_at: new Date().toISOString(), error: HOSTILE }, workers: 1 };
    room.remove();
    const again = (await open()).room;
    await vi.waitFor(() => expect(again.renderRoot.querySelector("[role=status]")?.textContent).toContain(HOSTILE));
    vi.useRealTimers();
  });

  it("should say that there is no report yet, in Chinese too, and what went wrong", async () => {
    server.answers["GET report?days=28"] = dashboard({ made_at: null, since: null, until: null, view: null, lift: null, types: [] });
    const { room, cards } = await open();
    expect(room.renderRoot.querySelector(".note")?.textContent).toContain("There is no report yet");
    expect(cards.map(({ card }) => card.key)).toEqual(["now", "handoffs", "waits", "latency", "drafts"]);
    speak("zh");
    app.store.change({});
    await room.updateComplete;
    expect(room.renderRoot.querySelector(".note")?.textContent).toContain("还没有报告");

    server.answers["GET report?days=28"] = new Refusal(403, "not_allowed", "ask a lead");
    room.renderRoot.querySelector<HTMLElement>(".head button")!.click();
    await vi.waitFor(() => expect(app.store.state.problem).toBe("ask a lead"));
  });
});
