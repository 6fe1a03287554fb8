import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Api } from "../api";
import { App } from "../app";
import "../components/insight";
import { ANNA, FakeServer, FakeSocket, listed, newTab, opened, queue, Refusal, shown } from "../fakes";
import type { FwCompose } from "./panel";
import type { WhatIfAnswer } from "./calls";
import { commandOf } from "../keys";

const HOSTILE = "<img src=x onerror=alert(1)>";
const MINE = { status: "agent", agent_id: ANNA.id, agent: "Anna" } as const;

function product(id: string): WhatIfAnswer["products"][number]["product"] {
  return { id, title: `${id} ${HOSTILE}`, brand: null, category: null, price: 20, currency: "EUR", image_url: null, url: null, available: true, score: 1, attributes: {}, matched: ["colour"], missed: [], fits: [], variants: [] };
}

function attribute(name: string, place: number): WhatIfAnswer["attributes"][number] {
  return { name, label: `${name} ${HOSTILE}`, weight: 0.5 - 0.1 * place, kind: "categorical", unit: null, before: place, explanation: null, values: [{ value: "Red", label: "Red", count: 3 }, { value: "Blue", label: "Blue", count: 1 }] };
}

function answer(part: Partial<WhatIfAnswer> = {}): WhatIfAnswer {
  return {
    query: "mouse",
    wishes: [{ attribute: "colour", op: "eq", value: "Red", strength: "hard", text: "Colour: Red" }],
    attributes: [attribute("colour", 0), attribute("weight", 1), attribute("brand", 2)],
    products: [{ product: product("p2"), place: 0, before: 1, seen: true }, { product: product("p3"), place: 1, before: null, seen: false }],
    gone: [{ product: product("p1"), place: null, before: 0, seen: true }],
    total: 2,
    total_before: 6,
    question: { attribute: "weight", label: "weight", unit: null, options: [] },
    ways_out: [],
    model_version: "m",
    catalog_version: "c",
    ...part,
  };
}

describe("what if", () => {
  let server: FakeServer;
  let app: App;
  let part: FwCompose;
  const root = (): ShadowRoot => part.renderRoot as ShadowRoot;
  const buttons = (): HTMLButtonElement[] => [...root().querySelectorAll("button")];
  const button = (words: string): HTMLButtonElement => buttons().find((one) => (one.getAttribute("aria-label") ?? one.textContent ?? "").includes(words))!;
  const bodies = (path: string): Record<string, unknown>[] => server.asked(`POST conversations/c1/${path}`).map((call) => call.body!);
  const settled = async (check: () => void): Promise<void> => vi.waitFor(async () => (await part.updateComplete, check()));

  beforeEach(async () => {
    server = newTab();
    server.answers["GET queue"] = queue({ mine: [listed("c1", MINE)] });
    server.answers["GET conversations/c1"] = opened("c1", MINE);
    server.answers["POST conversations/c1/what-if"] = answer();
    app = new App(new Api(), () => new FakeSocket() as unknown as WebSocket);
    await app.start();
    await app.desk.open("c1");
    const insight = document.createElement("fw-insight") as HTMLElement & { app: App; updateComplete: Promise<unknown>; renderRoot: ShadowRoot };
    insight.app = app;
    document.body.append(insight);
    await insight.updateComplete;
    app.compose.open();
    await insight.updateComplete;
    part = insight.renderRoot.querySelector("fw-compose") as FwCompose;
    await settled(() => expect(root().querySelector(".products")).not.toBeNull());
  });

  afterEach(() => {
    app.stop();
    document.body.replaceChildren();
  });

  it("should show what would move, come and go, hostile words as words", () => {
    const text = root().textContent!;

    expect(bodies("what-if")).toEqual([{ query: null, wishes: null, order: null, limit: 8 }]);
    expect(root().querySelectorAll("img, script")).toHaveLength(0);
    expect(text).toContain(HOSTILE);
    expect(text).toMatch(/2 products fit; now 6/);
    expect(text).toContain(`Meets: colour ${HOSTILE}`);
    expect([...root().querySelectorAll(".products .marks")].map((one) => one.textContent?.replace(/\s+/g, " ").trim()).filter(Boolean)[0]).toContain("▲ 1");
    expect(root().querySelector(".gone")?.textContent).toContain("p1");
    expect(app.store.state.announcement).toBe("2 fit; 1 moved, 1 new, 1 gone");
  });

  it("should try without a wish, with another, and with a new one", async () => {
    button("Without: Colour: Red").click();
    await settled(() => expect(bodies("what-if").at(-1)).toMatchObject({ wishes: [] }));

    button("Add a wish").click();
    await settled(() => expect(root().querySelector("fw-wish-form")).not.toBeNull());
    const form = root().querySelector("fw-wish-form")!.shadowRoot!;
    const select = form.querySelector<HTMLSelectElement>("[name=attribute]")!;
    select.value = "weight";
    select.dispatchEvent(new Event("change"));
    await settled(() => expect(form.querySelector("[name=value]")).not.toBeNull());
    form.querySelector<HTMLInputElement>("[name=value]")!.value = "Blue";
    form.querySelector("form")!.dispatchEvent(new SubmitEvent("submit", { cancelable: true }));

    await settled(() => expect(bodies("what-if").at(-1)!["wishes"]).toHaveLength(2));
    expect((bodies("what-if").at(-1)!["wishes"] as unknown[])[1]).toMatchObject({ attribute: "weight", op: "eq", value: "Blue", strength: "hard" });
    button("As things are").click();
    await settled(() => expect(bodies("what-if").at(-1)).toMatchObject({ wishes: null, query: null, order: null }));
  });

  it("should move an attribute with Alt and an arrow, and keep the focus on it", async () => {
    server.answers["POST conversations/c1/what-if"] = answer({ attributes: [attribute("weight", 1), attribute("colour", 0), attribute("brand", 2)] });
    button("Move down: colour").dispatchEvent(new KeyboardEvent("keydown", { key: "ArrowDown", altKey: true, bubbles: true, cancelable: true }));

    await settled(() => expect(bodies("what-if").at(-1)).toMatchObject({ order: ["weight", "colour", "brand"] }));
    await settled(() => expect((root().activeElement as HTMLElement)?.dataset["name"]).toBe("colour"));
    expect(app.store.state.announcement).toContain("place 2 of 3");
    const count = bodies("what-if").length;
    button("Move up: weight").dispatchEvent(new KeyboardEvent("keydown", { key: "ArrowUp", altKey: true, bubbles: true, cancelable: true }));
    expect(bodies("what-if")).toHaveLength(count); // it is the first already
  });

  it("should send the list, again under the same id where it failed, and picked ones in their order", async () => {
    server.answers["POST conversations/c1/products"] = new Refusal(503, "part_down", "the recommender does not answer just now");
    button("Send these 2").click();
    await settled(() => expect(root().querySelector("[role=alert]")?.textContent).toContain("does not answer"));
    server.answers["POST conversations/c1/products"] = { message: shown("a1", "") };
    button("Send these 2").click();
    await settled(() => expect(app.store.state.announcement).toBe("Products sent."));
    const [first, second] = bodies("products");
    expect(second).toEqual(first);
    expect(second).toMatchObject({ ids: null, text: null });

    for (const id of ["p3", "p1"]) app.compose.pick(id);
    app.compose.write(" Look ");
    await settled(() => expect(button("Send picked").disabled).toBe(false));
    button("Send picked").click();
    await settled(() => expect(bodies("products").at(-1)).toMatchObject({ ids: ["p3", "p1"], text: "Look" }));
    expect(bodies("products").at(-1)!["client_id"]).not.toBe(first!["client_id"]);
  });

  it("should compare two to four, and ask with the options that are left", async () => {
    server.answers["POST conversations/c1/comparison"] = { message: shown("a1", "") };
    server.answers["POST conversations/c1/question"] = { message: shown("a2", "") };
    app.compose.pick("p2");
    await settled(() => expect(button("Compare picked").disabled).toBe(true));
    app.compose.pick("p3");
    await settled(() => expect(button("Compare picked").disabled).toBe(false));
    button("Compare picked").click();
    await settled(() => expect(bodies("comparison")[0]).toMatchObject({ ids: ["p2", "p3"] }));
    await settled(() => expect(button("Send the question").disabled).toBe(false));

    app.compose.leaveOut(1);
    button("Send the question").click();
    await settled(() => expect(bodies("question")[0]).toMatchObject({ attribute: "weight", options: ["Red"] }));
  });

  it("should say that nothing would be left, and how it would be otherwise", async () => {
    server.answers["POST conversations/c1/what-if"] = answer({ products: [], gone: [], total: 0, ways_out: [{ text: "Colour: Red", wishes: [], total: 5 }] });
    await app.compose.search("mouse");
    await settled(() => expect(button("Give up, or ease: Colour: Red (5)")).toBeTruthy());

    expect(button("Send these 0").disabled).toBe(true);
    button("Give up, or ease").click();
    await settled(() => expect(bodies("what-if").at(-1)).toMatchObject({ query: "mouse", wishes: [] }));
  });

  it("should send nothing in a colleague's conversation, and close with it", async () => {
    app.store.change({ opened: opened("c1", { status: "agent", agent_id: "b2", agent: "Ben" }) });
    await settled(() => expect(button("Send these 2").disabled).toBe(true));
    expect(root().textContent).toContain("Claim the conversation to send.");

    app.store.change({ current: "c2" });
    expect(app.compose.trial).toBeNull();
  });

  it("should close with Escape, and have a key of its own", () => {
    root().querySelector("h2")!.dispatchEvent(new KeyboardEvent("keydown", { key: "Escape", bubbles: true, cancelable: true }));

    expect(app.compose.trial).toBeNull();
    expect(commandOf(new KeyboardEvent("keydown", { key: "w" }), true)).toBe("tryOut");
  });
});
