import { render } from "lit";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { Api } from "../api";
import { App } from "../app";
import "../components/insight";
import { messageView } from "../components/messages";
import { ANNA, FakeServer, opened, Refusal, shown } from "../fakes";
import { speak } from "../words";
import "./factor";
import type { FwFactor } from "./factor";
import "./provider";
import "./replies";
import type { FwReplies } from "./replies";
import "./reveal";
import type { FwReveal } from "./reveal";
import "./site";
import type { FwSite } from "./site";
import { siteOf, spansOf, spansText } from "./site-form";

const MINE = { status: "agent" as const, agent_id: "a1", agent: "Anna" };
const HOSTILE = "<img src=x onerror=alert(1)>";
let server: FakeServer;
let app: App;

HTMLDialogElement.prototype.showModal ??= function (this: HTMLDialogElement) {
  this.open = true;
};
HTMLDialogElement.prototype.close ??= function (this: HTMLDialogElement) {
  this.open = false;
};

type Part = HTMLElement & { app: App; updateComplete: Promise<unknown>; renderRoot: ShadowRoot };

async function put<P extends Part>(name: string): Promise<P> {
  const part = document.createElement(name) as P;
  part.app = app;
  document.body.append(part);
  await part.updateComplete;
  return part;
}

function submit(part: Part): void {
  part.renderRoot.querySelector("form")!.dispatchEvent(new Event("submit", { cancelable: true }));
}

beforeEach(async () => {
  vi.unstubAllGlobals();
  document.body.replaceChildren();
  speak("en");
  server = new FakeServer();
  server.answers["GET conversations/c1"] = opened("c1", MINE, [shown("m1", "I am ‹email_1›, or ••• or ‹phone_1›")]);
  vi.stubGlobal("fetch", server.fetch);
  app = new App(new Api(), () => ({ close: () => undefined, send: () => undefined, readyState: 0 }) as unknown as WebSocket);
  await app.start();
  await app.desk.open("c1");
});

describe("what is hidden", () => {
  function dots(reveals: boolean): HTMLElement {
    const place = document.createElement("div");
    document.body.append(place);
    render(messageView(app.store.state.opened!.messages[0]!, { me: "Anna", before: [], reveals }), place);
    return place;
  }

  it("should be asked for with a reason, shown, and forgotten", async () => {
    const part = await put<FwReveal & Part>("fw-reveal");
    server.answers["POST conversations/c1/reveal"] = { value: HOSTILE, note: "", seconds: 60 };
    dots(true).querySelectorAll<HTMLButtonElement>("button.masked")[2]!.click();
    await part.updateComplete;
    part.renderRoot.querySelector("input")!.value = "to call back";
    submit(part);
    await vi.waitFor(() => expect(part.renderRoot.querySelector(".value")?.textContent).toBe(HOSTILE));

    expect(server.asked("POST conversations/c1/reveal")[0]?.body).toEqual({ message_id: "m1", place: 2, reason: "to call back" });
    expect(part.renderRoot.querySelector("img")).toBeNull();
    expect(JSON.stringify(app.store.state) + JSON.stringify({ ...sessionStorage })).not.toContain("onerror");
    part.renderRoot.querySelector<HTMLButtonElement>(".hide")!.click();
    await part.updateComplete;
    expect(part.renderRoot.querySelector(".value")).toBeNull();
  });

  it("should go by itself after its minute", async () => {
    const part = await put<FwReveal & Part>("fw-reveal");
    server.answers["POST conversations/c1/reveal"] = { value: "ada", note: "", seconds: 1 };
    dots(true).querySelector<HTMLButtonElement>("button.masked")!.click();
    await part.updateComplete;
    submit(part);
    await vi.waitFor(() => expect(part.renderRoot.querySelector(".value")).not.toBeNull());
    await vi.waitFor(() => expect(part.renderRoot.querySelector("dialog")).toBeNull(), 3_000);
  });

  it("should stay hidden to who may not see it, and say why it is refused", async () => {
    expect(dots(false).querySelector("button.masked")).toBeNull();

    const part = await put<FwReveal & Part>("fw-reveal");
    server.answers["POST conversations/c1/reveal"] = new Refusal(404, "not_found", "this is no longer kept");
    dots(true).querySelector<HTMLButtonElement>("button.masked")!.click();
    await part.updateComplete;
    submit(part);
    await vi.waitFor(() => expect(part.renderRoot.querySelector("[role=alert]")?.textContent).toContain("no longer kept"));
  });
});

it("should show the page that the shopper is on, and an address that they left", async () => {
  const page = { url: "https://shop.example/a", title: HOSTILE, product_id: "p1" };
  server.answers["GET conversations/c1"] = opened("c1", { ...MINE, contact: true, page });
  server.answers["POST conversations/c1/contact/done"] = { conversation: {} };
  await app.desk.refresh();
  const part = await put<Part>("fw-about");
  expect(part.renderRoot.querySelector("a")?.href).toBe(page.url);
  expect([part.renderRoot.querySelector("img"), part.renderRoot.textContent?.includes(HOSTILE)]).toEqual([null, true]);
  [...part.renderRoot.querySelectorAll("button")].at(-1)!.click();
  await vi.waitFor(() => expect(server.asked("POST conversations/c1/contact/done")).toHaveLength(1));

  server.answers["GET conversations/c1"] = opened("c1", { ...MINE, page: { ...page, url: "javascript:alert(1)" } });
  await app.desk.refresh();
  await part.updateComplete;
  expect(part.renderRoot.querySelector("a, button")).toBeNull();
});

describe("site settings", () => {
  const STATE = {
    key: "demo", base: "r1", is_open: true,
    settings: { hours: { zone: "Europe/Berlin", weekly: { mon: [{ from: "09:00", until: "18:00" }] }, exceptions: [{ date: "2026-12-25", spans: [] }] }, greeting: { en: "Hi", fr: "Salut" }, consent: {}, languages: ["en"], leave_address: true },
    history: [
      { id: "r1", state: "current", author: "ada", at: "2026-01-02T12:00:00Z", note: HOSTILE, settings: { leave_address: true } },
      { id: "r0", state: "past", author: "bea", at: "2026-01-01T12:00:00Z", note: "", settings: { greeting: { en: "Old" }, leave_address: false } },
    ],
  };

  it("should be written on top of what they were, and say what is wrong", async () => {
    server.answers["GET steering/site"] = { sites: [STATE] };
    server.answers["PUT steering/site/demo"] = new Refusal(409, "conflict", "base: it was changed by bea");
    const part = await put<FwSite & Part>("fw-site");
    const field = (name: string): HTMLInputElement => part.renderRoot.querySelector<HTMLInputElement>(`[name="${name}"]`)!;
    await vi.waitFor(() => expect(field("mon").value).toBe("09:00-18:00"));
    expect(part.renderRoot.querySelector("img")).toBeNull();

    field("tue").value = "9 to 5";
    submit(part);
    await part.updateComplete;
    expect(part.renderRoot.querySelector("[role=alert]")?.textContent).toContain("Tuesday: write times as 09:00-12:30");
    field("tue").value = "9:00–12:00, 13:00-24:00";
    field("greeting-en").value = "Hello";
    field("note").value = "new year";
    submit(part);
    await vi.waitFor(() => expect(part.renderRoot.querySelector("[role=alert]")?.textContent).toContain("changed by bea"));
    expect(field("greeting-en").value).toBe("Hello");
    expect(server.asked("PUT steering/site/demo")[0]?.body).toEqual({
      base: "r1",
      note: "new year",
      settings: {
        ...STATE.settings,
        greeting: { en: "Hello", fr: "Salut" },
        hours: { ...STATE.settings.hours, weekly: { ...STATE.settings.hours.weekly, tue: [{ from: "09:00", until: "12:00" }, { from: "13:00", until: "24:00" }] } },
      },
    });
  });

  it("should be taken back into the form", async () => {
    server.answers["GET steering/site"] = { sites: [STATE] };
    const part = await put<FwSite & Part>("fw-site");
    await vi.waitFor(() => expect(part.renderRoot.querySelector(".list button")).not.toBeNull());
    part.renderRoot.querySelector<HTMLButtonElement>(".list button")!.click();
    await part.updateComplete;
    expect(part.renderRoot.querySelector<HTMLTextAreaElement>("[name=greeting-en]")!.value).toBe("Old");
    expect([part.renderRoot.querySelector("[name=mon]"), part.renderRoot.querySelector<HTMLInputElement>("[name=leave]")!.checked]).toEqual([null, false]);
  });

  it("should read times as people write them", () => {
    expect(spansText(spansOf("9:00 - 12:00；13:00—18:00", "x"))).toBe("09:00-12:00, 13:00-18:00");
    const form = new FormData();
    form.set("open", "on");
    form.set("zone", "UTC");
    form.set("exceptions", "tomorrow");
    expect(() => siteOf(form, { leave_address: true })).toThrow("Other days, tomorrow");
  });
});

it("should write and remove canned replies", async () => {
  const reply = { id: "r1", name: "hello", locale: "en", text: HOSTILE, updated_by: "lea", updated_at: "2026-01-01T12:00:00Z" };
  server.answers["GET replies"] = { replies: [reply] };
  server.answers["PUT replies"] = reply;
  server.answers["DELETE replies/r1"] = null;
  const part = await put<FwReplies & Part>("fw-replies");
  await vi.waitFor(() => expect(part.renderRoot.querySelectorAll(".list li")).toHaveLength(1));
  expect(part.renderRoot.querySelector("img")).toBeNull();

  const [edit, remove] = [...part.renderRoot.querySelectorAll<HTMLButtonElement>(".list button")];
  edit!.click();
  await part.updateComplete;
  submit(part);
  await vi.waitFor(() => expect(server.asked("PUT replies")[0]?.body).toEqual({ name: "hello", locale: "en", text: HOSTILE }));
  server.answers["GET replies"] = { replies: [] };
  remove!.click();
  await vi.waitFor(() => expect(part.renderRoot.textContent).toContain("There are none yet."));
  expect([ANNA.role, server.asked("DELETE replies/r1").length]).toEqual(["agent", 1]);
});

it("should have a second factor set up before anything else, where that is required", async () => {
  const [before, after] = [true, false].map((must_set_factor) => ({ agent: ANNA, csrf: "proof", idle_seconds: 1800, must_set_factor }));
  server.answers["GET me"] = before;
  server.answers["POST factor"] = { secret: "ABCDEFGH", address: "otpauth://totp/x", qr_code: ["0110", "1001"], ticket: "t" };
  server.answers["POST factor/confirm"] = new Refusal(403, "not_allowed", "the code is wrong");
  const asked = server.asked("GET queue").length;
  await app.start();
  expect([app.store.state.phase, server.asked("GET queue").length]).toEqual(["factor", asked]);
  const part = await put<FwFactor & Part>("fw-factor");
  await vi.waitFor(() => expect(part.renderRoot.querySelector(".key")?.textContent).toBe("ABCD EFGH"));
  expect(part.renderRoot.querySelector("svg.code")?.getAttribute("viewBox")).toBe("0 0 2 2");
  expect(part.renderRoot.querySelector("svg.code path")?.getAttribute("d")).toBe("M1 0h2v1h-2zM0 1h1v1h-1zM3 1h1v1h-1z");

  part.renderRoot.querySelector("input")!.value = "123456";
  submit(part);
  await vi.waitFor(() => expect(part.renderRoot.querySelector("[role=alert]")?.textContent).toContain("wrong"));
  server.answers["POST factor/confirm"] = ANNA;
  server.answers["GET me"] = after;
  submit(part);
  await vi.waitFor(() => expect(app.store.state.phase).toBe("in"));
  expect(server.asked("POST factor/confirm").at(-1)?.body).toEqual({ ticket: "t", code: "123456" });
});

it("should lead to the identity provider, and say why it refused", async () => {
  server.answers["GET oidc"] = { name: HOSTILE };
  history.replaceState(null, "", "/?refused=unknown");
  const part = await put<Part>("fw-provider");
  await vi.waitFor(() => expect(part.renderRoot.querySelector("a")?.textContent).toBe(`Sign in with ${HOSTILE}`));
  expect(part.renderRoot.querySelector("[role=alert]")?.textContent).toContain("Ask an admin to add you");
  await app.start();
  expect(location.search).toBe("");
});
