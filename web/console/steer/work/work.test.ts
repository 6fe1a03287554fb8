import { html, render } from "lit";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Api } from "../../api";
import { App } from "../../app";
import { ANNA, FakeServer, FakeSocket, Refusal } from "../../fakes";
import { speak } from "../../words";
import "./imports";
import "./jobs";
import { markdown } from "./markdown";
import "./models";
import type { FwImportReport } from "./report";
import type { Imports, Job, Model, Models } from "./types";
import { Workshop } from "./workshop";

const HOSTILE = "<img src=x onerror=alert(1)>";
const AT = "2026-01-01T12:00:00Z";

function job(id: string, part: Partial<Job> = {}): Job {
  return { id, kind: "report", payload: {}, asked_by: "ada", state: "done", created_at: AT, started_at: AT, ended_at: AT, lines: [], result: null, error: null, stoppable: false, ...part };
}

function model(version: string, part: Partial<Model> = {}): Model {
  return { version, created_at: AT, kind: "adapter", base_model: "tiny", catalog_version: "c", figures: { "needs ndcg@5": 0.5 }, gate: ["passes: all"], role: "", ...part };
}

function models(part: Partial<Models> = {}): Models {
  return { models: [model("v2"), model("v1", { role: "current", figures: { "needs ndcg@5": 0.75 } })], current: "v1", before: null, trial: null, broken: [], problem: "", as_of: AT, workers: 1, busy: null, ...part };
}

const UPLOAD = { id: "u1", name: `shop ${HOSTILE}.csv`, size: 2_500_000, by: "ada", at: AT };
const IMPORTS: Imports = { uploads: [UPLOAD], most_bytes: 10_000_000, catalog: { version: "c", imported_at: AT, products: 100, report: { source: "old.csv" } }, workers: 1 };
const CHECKED = {
  format: "csv",
  report: { rows: 12, kept: 10, bad: { [`reason ${HOSTILE}`]: { count: 2, examples: [HOSTILE] } }, dropped: {}, repaired: {} },
  preview: { products: 10, attributes: 3, added: 4, removed: 94, stay: 6, categories: [[HOSTILE, 10]], samples: [{ id: "1", title: HOSTILE, category: null, price: 3, currency: "EUR", attributes: 2 }] },
};

let server: FakeServer;
let app: App;

async function settled(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) await Promise.resolve();
}

async function shows(name: string): Promise<ShadowRoot> {
  const element = Object.assign(document.createElement(name), { app });
  document.body.append(element);
  await settled();
  return element.shadowRoot!;
}

function button(root: ShadowRoot, label: string | RegExp): HTMLButtonElement {
  const named = (one: HTMLButtonElement): string => one.getAttribute("aria-label") ?? one.textContent!.trim();
  return [...root.querySelectorAll("button")].find((one) => (typeof label === "string" ? named(one) === label : label.test(named(one))))!;
}

async function answer(root: ShadowRoot): Promise<void> {
  root.querySelector("dialog form")!.dispatchEvent(new SubmitEvent("submit", { bubbles: true, cancelable: true }));
  await settled();
}

beforeEach(async () => {
  speak("en");
  vi.useFakeTimers();
  HTMLDialogElement.prototype.showModal ??= function (this: HTMLDialogElement) { this.open = true; };
  server = new FakeServer();
  server.answers["GET me"] = { agent: { ...ANNA, role: "admin" }, csrf: "proof", idle_seconds: 1800 };
  server.answers["GET steering/jobs"] = { jobs: [], workers: 1 };
  server.answers["GET steering/models"] = models();
  server.answers["GET steering/imports"] = IMPORTS;
  vi.stubGlobal("fetch", server.fetch);
  app = new App(new Api(), () => new FakeSocket() as unknown as WebSocket);
  await app.start();
});

afterEach(() => {
  document.body.replaceChildren();
  app.stop();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe("the models", () => {
  it("should say which serves, and promote another after naming what that does", async () => {
    const root = await shows("fw-steer-models");
    expect(root.textContent).toMatch(/v1\s+serves/);
    button(root, "Promote v2").click();
    await settled();
    expect(root.querySelector("dialog")!.textContent).toContain("v2 will serve all shoppers within seconds, in place of v1");
    server.answers["POST steering/jobs"] = job("j1", { kind: "promote", state: "waiting" });
    await answer(root);
    expect(server.asked("POST steering/jobs")[0]!.body).toEqual({ kind: "promote", version: "v2", instead_of: "v1" });
    expect(server.asked("POST steering/jobs")[0]!.headers["X-CSRF-Token"]).toBe("proof");
  });

  it("should put two side by side with their reports as text", async () => {
    for (const version of ["v1", "v2"]) server.answers[`GET steering/models/${version}`] = { model: model(version), report: `# ${HOSTILE}\n\n| a | b |\n|---|---|\n| **x** | ${HOSTILE} |`, config: {} };
    const root = await shows("fw-steer-models");
    for (const box of root.querySelectorAll<HTMLInputElement>("tbody input")) box.click();
    await settled();
    expect(root.querySelector("section")!.textContent).toMatch(/v2 and v1, side by side[\s\S]*0\.5[\s\S]*0\.75[\s\S]*\+0\.25/);
    expect(root.querySelectorAll("img")).toHaveLength(0);
    expect(root.querySelectorAll(".sides strong")).toHaveLength(2);
  });

  it("should say that figures of different catalogs do not compare", async () => {
    server.answers["GET steering/models"] = models({ models: [model("v2", { catalog_version: "d" }), model("v1", { role: "current" })] });
    const root = await shows("fw-steer-models");
    for (const box of root.querySelectorAll<HTMLInputElement>("tbody input")) box.click();
    await settled();
    expect(root.querySelector("section .warn")!.textContent).toContain("different catalogs");
  });

  it("should warn of one that did not pass", async () => {
    server.answers["GET steering/models"] = models({ models: [model("v2", { gate: ["fails: asks more"] }), model("v1", { role: "current" })] });
    const root = await shows("fw-steer-models");
    button(root, "Promote v2").click();
    await settled();
    expect(root.querySelector("dialog .warn")!.textContent).toContain("fails: asks more");
  });

  it("should let leads look, and change nothing", async () => {
    app.store.change({ agent: { ...ANNA, role: "lead" } });
    const root = await shows("fw-steer-models");
    expect(root.textContent).toContain("v2");
    expect([...root.querySelectorAll("button")].map((one) => one.textContent!.trim())).toEqual(["Report", "Report"]);
    expect(server.asked("GET steering/jobs")).toHaveLength(0);
  });

  it("should say what another asked for meanwhile, in the server's words", async () => {
    const root = await shows("fw-steer-models");
    server.answers["POST steering/jobs"] = new Refusal(409, "conflict", "rollback, which eve asked for, is running; wait until it has ended");
    button(root, "Roll back …").click();
    await settled();
    await answer(root);
    expect(app.store.state.problem).toContain("which eve asked for");
  });
});

describe("the jobs", () => {
  it("should say that nobody does them", async () => {
    server.answers["GET steering/jobs"] = { jobs: [], workers: 0 };
    expect((await shows("fw-steer-jobs")).querySelector(".warn")!.textContent).toContain("floorwalker serve jobs");
  });

  it("should show progress as it comes, and cancel", async () => {
    const running = job("j1", { kind: "retrain", state: "running", ended_at: null, lines: ["Reading", `Learning ${HOSTILE}`], stoppable: true });
    server.answers["GET steering/jobs"] = { jobs: [running], workers: 1 };
    const root = await shows("fw-steer-jobs");
    expect(root.querySelector("[role=status]")!.textContent).toBe(`Learning ${HOSTILE}`);
    server.answers["GET steering/jobs"] = { jobs: [{ ...running, lines: [...running.lines, "Judging"] }], workers: 1 };
    await vi.advanceTimersByTimeAsync(1_600);
    expect(root.querySelector("[role=status]")!.textContent).toBe("Judging");
    server.answers["POST steering/jobs/j1/cancel"] = { ...running, state: "cancelled" };
    button(root, "Cancel: Learn from conversations").click();
    await settled();
    expect(server.asked("POST steering/jobs/j1/cancel")).toHaveLength(1);
    expect(root.querySelectorAll("img")).toHaveLength(0);
  });

  it("should tell progress, outcomes and refusals in the agent's language, and quote what a command says", async () => {
    speak("zh");
    const running = job("j1", { kind: "import_catalog", state: "running", ended_at: null, lines: ["Embedding the products: 40 %"], progress: { step: "embedding_the_products", percent: 40 } });
    const done = job("j2", { kind: "promote", payload: { version: "v2" }, lines: ["v2 is current now."] });
    const failed = job("j3", { state: "failed", error: `no report: ${HOSTILE}` });
    const died = job("j4", { state: "interrupted", error: "who did it stopped" });
    server.answers["GET steering/jobs"] = { jobs: [running, done, failed, died], workers: 1 };
    server.answers["POST steering/jobs"] = new Refusal(409, "job_busy", "report, which eve asked for, is running");
    const root = await shows("fw-steer-jobs");
    expect(root.querySelector("[role=status]")!.textContent).toBe("正在计算商品向量：40 %");
    const [, second, third, fourth] = [...root.querySelectorAll("article")].map((one) => one.textContent);
    expect(second).toContain("v2 现已启用");
    expect(third).toContain("任务失败");
    expect(root.querySelector("q[lang=en]")?.textContent).toBe(`no report: ${HOSTILE}`);
    expect(fourth).toContain("重新发起");
    expect(fourth).not.toContain("who did it stopped");
    root.querySelector<HTMLButtonElement>("header button")!.click();
    await settled();
    expect(app.store.state.problem).toContain("另一个不能同时进行的任务");
    expect(app.store.state.problem).toContain("由 ada 发起，执行中");
    speak("en");
  });

  it("should ask no more once nobody looks", async () => {
    const root = await shows("fw-steer-jobs");
    (root.host as HTMLElement).remove();
    const before = server.calls.length;
    await vi.advanceTimersByTimeAsync(60_000);
    expect(server.calls).toHaveLength(before);
  });

  it("should keep older ones that were asked for, while new ones come", async () => {
    const all = Array.from({ length: 31 }, (_, index) => job(`j${index}`, { created_at: `2026-01-01T12:00:${String(59 - index).padStart(2, "0")}Z` }));
    server.answers["GET steering/jobs"] = { jobs: all.slice(0, 30), workers: 1 };
    server.answers[`GET steering/jobs?before=${encodeURIComponent(all[29]!.created_at)}`] = { jobs: all.slice(30), workers: 1 };
    const root = await shows("fw-steer-jobs");
    expect(root.querySelectorAll("article")).toHaveLength(30);
    button(root, "Show more").click();
    await settled();
    await vi.advanceTimersByTimeAsync(16_000);
    expect(root.querySelectorAll("article")).toHaveLength(31);
    expect(Workshop.of(app).mayMore).toBe(false);
  });
});

describe("the catalog", () => {
  it("should give a file and have it checked", async () => {
    server.answers["GET steering/imports"] = { ...IMPORTS, uploads: [] };
    const root = await shows("fw-steer-imports");
    const file = new File(["id,title\n"], "shop 1.csv");
    server.answers["POST steering/imports?name=shop+1.csv"] = UPLOAD;
    server.answers["POST steering/imports/u1/check"] = job("j1", { kind: "check_catalog" });
    await Workshop.of(app).give(file, "");
    expect(server.asked("POST steering/imports?name=shop+1.csv")[0]!.headers["Content-Type"]).toBe("application/octet-stream");
    expect(server.asked("POST steering/imports/u1/check")[0]!.body).toEqual({ format: "auto", mapping: "" });
    expect(root.textContent).toContain("100 products");
  });

  it("should show what it would do as text, warn where much would go, and import as it was checked", async () => {
    server.answers["GET steering/jobs"] = { jobs: [job("j1", { kind: "check_catalog", payload: { upload: "u1", name: UPLOAD.name }, result: CHECKED })], workers: 1 };
    const root = await shows("fw-steer-imports");
    expect(root.textContent).toMatch(/Taken for: CSV/);
    expect(root.textContent).toContain("94 (94%) of 100 products that are offered now would go");
    const report = [...root.querySelectorAll("fw-import-report")].pop()!.shadowRoot!;
    expect(report.textContent).toContain(`reason ${HOSTILE}`);
    expect(report.querySelectorAll("img")).toHaveLength(0);
    expect(root.querySelectorAll("img")).toHaveLength(0);
    button(root, "Import …").click();
    await settled();
    server.answers["POST steering/imports/u1/import"] = job("j2", { kind: "import_catalog" });
    await answer(root);
    expect(server.asked("POST steering/imports/u1/import")[0]!.body).toEqual({ check: "j1" });
  });

  it("should ask which catalog it is about where there are several, and keep them apart", async () => {
    const german = { name: "german", sites: ["de", "at"], catalog: { version: "g", imported_at: AT, products: 36, report: { source: "de.csv" } }, failed: null };
    const feed = { url: "https://x.example/f", every: 3600, state: "good", failures: 0, problem: null, imported_at: AT, due_at: AT } as const;
    server.answers["GET steering/imports"] = { ...IMPORTS, others: [german], feeds: [{ ...feed, name: "english-feed", catalog: "" }, { ...feed, name: "german-feed", catalog: "german" }] };
    server.answers["GET steering/jobs"] = { jobs: [job("j1", { kind: "check_catalog", payload: { upload: "u1", name: UPLOAD.name, catalog: "german" }, result: CHECKED })], workers: 1 };
    const root = await shows("fw-steer-imports");
    const which = root.querySelector("select")!;
    expect([...which.options].map(({ text }) => text)).toEqual(["Main catalog", "german (site de, at)"]);
    expect(root.textContent).toMatch(/100 products[\s\S]*english-feed/);
    expect(root.textContent).not.toMatch(/german-feed|Taken for: CSV/);

    which.value = "german";
    which.dispatchEvent(new Event("change"));
    await settled();
    expect(root.textContent).toMatch(/36 products[\s\S]*german-feed[\s\S]*Taken for: CSV/);
    expect(root.textContent).not.toContain("english-feed");
    expect(root.querySelector("article")!.getAttribute("aria-label") ?? root.textContent).toMatch(/\(german\)/);
    button(root, "Import …").click();
    await settled();
    expect(root.querySelector("dialog")!.textContent).toContain("as the catalog german");
    server.answers["POST steering/imports/u1/check"] = job("j2", { kind: "check_catalog" });
    root.querySelector("section form")!.dispatchEvent(new SubmitEvent("submit", { bubbles: true, cancelable: true }));
    await settled();
    expect(server.asked("POST steering/imports/u1/check")[0]!.body).toMatchObject({ catalog: "german" });
  });

  it("should show what matters first, in the reader's language, and find and filter", async () => {
    const report = {
      points: [{ code: "no_price", level: "warning", text: "6 in 10 products have no price.", do: "Fill it.", count: 6, of: 10, values: {} }, { code: "new_one", level: "hint", text: "Something new." }],
      figures: { products: 10, available: 9, currencies: { EUR: 4 }, languages: { de: 10 } },
      missing: { price: { count: 6, examples: ["a1 (line 2)"] } },
      repaired: { "spelling of a value unified": { count: 2, examples: [] } },
    };
    server.answers["GET steering/imports"] = { ...IMPORTS, failed: { at: AT, report: { ...report, problem: "new.csv: 2 of 3 rows" } } };
    server.answers["GET steering/jobs"] = { jobs: [job("j1", { kind: "check_catalog", payload: { upload: "u1", name: UPLOAD.name }, result: { ...CHECKED, report, mapping: "id: sku\n" } })], workers: 1 };
    const root = await shows("fw-steer-imports");
    expect(root.textContent).toContain("new.csv: 2 of 3 rows");
    const shown = [...root.querySelectorAll<FwImportReport>("fw-import-report")].pop()!;
    const text = () => shown.shadowRoot!.textContent!.replace(/\s+/g, " ");
    expect([...shown.shadowRoot!.querySelectorAll(".point")].map((one) => one.textContent)).toEqual(["Warning6 in 10 products have no price.Fill it.", "HintSomething new."]);
    expect(text()).toContain("German 10");
    const find = shown.shadowRoot!.querySelector<HTMLInputElement>("input[type=search]")!;
    find.value = "LINE 2";
    find.dispatchEvent(new Event("input"));
    await settled();
    expect(text()).toContain("a1 (line 2)");
    expect(text()).not.toContain("spelling of a value");
    const filter = shown.shadowRoot!.querySelector("select")!;
    filter.value = "repaired";
    filter.dispatchEvent(new Event("change"));
    await settled();
    expect(text()).toContain("Nothing of the kind.");
    button(root, "Begin with what the file suggests").click();
    expect(root.querySelector("textarea")!.value).toBe("id: sku\n");
    speak("zh");
    shown.requestUpdate();
    await settled();
    expect(text()).toContain("10 件商品中有 6 件没有价格");
    expect(text()).toContain("Something new.");
    speak("en");
  });

  it("should ask what the report asks before it imports", async () => {
    const point = { code: "prices_scaled", level: "ask", text: "Prices are 100 times what they are now.", do: "Check the file." };
    server.answers["GET steering/jobs"] = { jobs: [job("j1", { kind: "check_catalog", payload: { upload: "u1", name: UPLOAD.name }, result: { ...CHECKED, report: { points: [point] } } })], workers: 1 };
    const root = await shows("fw-steer-imports");
    button(root, "Import …").click();
    await settled();
    expect(root.querySelector("dialog")!.textContent).toContain("Prices are 100 times what they are now. Check the file.");
  });

  it("should offer no import of what no check found fit", async () => {
    server.answers["GET steering/jobs"] = { jobs: [job("j1", { kind: "check_catalog", state: "failed", error: "this is a PDF", payload: { upload: "u1", name: "x" }, result: { problem: "this is a PDF", report: null } })], workers: 1 };
    const root = await shows("fw-steer-imports");
    expect(root.textContent).toContain("this is a PDF");
    expect(button(root, "Import …")).toBeUndefined();
    expect(button(root, "Check again")).toBeDefined();
  });
});

describe("a report", () => {
  it("should be headings, lists and tables", () => {
    const place = document.createElement("div");
    render(html`${markdown("# One\n\n- passes: a\n- fails: b\n\ntext `code`\nmore\n\n## Two\n\n| a | b |\n|--|--|\n| 1 | **2** |")}`, place);
    expect([...place.querySelectorAll("h4")].map((one) => one.textContent)).toEqual(["One", "Two"]);
    expect(place.querySelectorAll("li")).toHaveLength(2);
    expect(place.querySelector("p")!.textContent!.trim()).toBe("text code more");
    expect(place.querySelector("td strong")!.textContent).toBe("2");
  });
});
