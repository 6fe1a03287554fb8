import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Api } from "../api";
import { App } from "../app";
import { ANNA, FakeServer, FakeSocket, Refusal } from "../fakes";
import { speak } from "../words";
import { diff } from "./diff";
import { draftOf } from "./draft";
import "./room";
import type { FwSteer } from "./room";
import { type Family, withFamily } from "./family";
import { type Rule, withRule } from "./rule";
import { sectionsOf } from "./sections";
import type { FwSteeringText } from "./text";
import { moveOf } from "./views";

const HOSTILE = "<img src=x onerror=alert(1)>";
const LEA = { ...ANNA, id: "l1", name: "lea", display: "Lea", role: "lead" as const };
const REVISION = { id: "r1", state: "current", author: "ada", at: "2026-01-01T12:00:00Z", note: HOSTILE, decided_by: null, decided_at: null, base: null };
const STEERED = { content: "pin:\r\n- attribute: Weight\r\n", revision: REVISION, waiting: [], problems: [], unchecked: null, four_eyes: false, requests: ["mouse"] };

const pin = (part: Partial<Rule> = {}): Rule => ({ kind: "pin", attribute: "Colour", category: "", factor: 2, ...part });

describe("a rule from the form", () => {
  it("should be the last of its kind, with all else as it was", () => {
    expect(withRule("", pin())).toBe("pin:\n  - attribute: Colour\n");
    expect(withRule("# top\npin:\n- attribute: A\n  category: B # why\n\n# of hide\nhide: []\n", pin({ category: "T-shirt" }))).toBe(
      "# top\npin:\n- attribute: A\n  category: B # why\n- attribute: Colour\n  category: T-shirt\n\n# of hide\nhide: []\n",
    );
    expect(withRule("hide: []  # none\npin:\n", pin({ kind: "hide" }))).toBe("hide:  # none\n  - attribute: Colour\npin:\n");
    expect(withRule("pin: [{attribute: A}]\n", pin())).toBe("pin: [{attribute: A}, {attribute: Colour}]\n");
    expect(withRule("pin:\n- attribute: A\n", pin({ kind: "boost", factor: 3 }))).toBe("pin:\n- attribute: A\nboost:\n  - attribute: Colour\n    factor: 3\n");
  });

  it("should quote what YAML would read otherwise", () => {
    expect(withRule("", pin({ attribute: 'a: "b" #' }))).toContain(String.raw`attribute: "a: \"b\" #"`);
    expect(withRule("", pin({ attribute: "yes" }))).toContain('attribute: "yes"');
  });
});

describe("a difference", () => {
  it("should show what went and came, with a little around it", () => {
    const lines = Array.from({ length: 20 }, (_, index) => `line ${index}`);
    const after = [...lines.slice(0, 10), "other", ...lines.slice(11)].join("\n");

    expect(diff(lines.join("\r\n"), after).map(({ kind, text, number }) => `${kind} ${text || number}`)).toEqual([
      "gap 8", "same line 8", "same line 9", "gone line 10", "new other", "same line 11", "same line 12", "gap 7",
    ]);
    expect(diff("a\nb\nc\n", "a\nx\nb\n").map(({ kind }) => kind)).toEqual(["same", "new", "same", "gone"]);
    expect(diff("", "a\n")).toEqual([{ kind: "new", text: "a", number: 1 }]);
    expect(diff("a", "a")).toEqual([{ kind: "gap", text: "", number: 1 }]);
  });
});

it("should say how something moved", () => {
  expect([moveOf({ before: 3, after: 1 }), moveOf({ before: 1, after: 2 }), moveOf({ before: 1, after: 1 })]).toEqual(["↑ up 2", "↓ down 1", "–"]);
  expect([moveOf({ before: null, after: 2 }), moveOf({ before: 2, after: null })]).toEqual(["new", "gone"]);
});

describe("the room", () => {
  let server: FakeServer;
  let app: App;
  let room: FwSteer;

  beforeEach(async () => {
    server = new FakeServer();
    server.answers["GET me"] = { agent: LEA, csrf: "proof", idle_seconds: 1800 };
    server.answers["GET steering/rules"] = STEERED;
    server.answers["GET steering/knowledge"] = { ...STEERED, content: "", revision: null };
    server.answers["GET steering/attributes"] = { attributes: [{ name: "weight", label: HOSTILE, products: 3 }] };
    vi.stubGlobal("fetch", server.fetch);
    app = new App(new Api(), () => new FakeSocket() as unknown as WebSocket);
    await app.start();
    room = document.createElement("fw-steer") as FwSteer;
    room.app = app;
    document.body.append(room);
    await settled();
  });

  afterEach(() => {
    room.remove();
    app.stop();
    speak("en");
    vi.unstubAllGlobals();
  });

  const settled = async (): Promise<void> => {
    for (let turn = 0; turn < 12; turn++) await new Promise((resolve) => setTimeout(resolve));
  };
  const text = (): FwSteeringText => room.shadowRoot!.querySelector("fw-steering-text")!;
  const inside = <K extends HTMLElement>(selector: string): K => text().shadowRoot!.querySelector<K>(selector)!;
  const said = (): string => text().shadowRoot!.textContent ?? "";
  const write = async (words: string): Promise<void> => {
    const field = inside<HTMLTextAreaElement>("#text");
    field.value = words;
    field.dispatchEvent(new Event("input"));
    await settled();
  };
  const press = async (name: string): Promise<void> => {
    inside(`[data-do=${name}]`).click();
    await settled();
  };

  it("should have no section for agents", () => {
    expect(sectionsOf(ANNA)).toEqual([]);
    expect(sectionsOf(LEA).map(({ id }) => id)).toEqual(expect.arrayContaining(["rules", "knowledge"]));
  });

  it("should show what is current, and hostile words as words", async () => {
    server.answers["GET steering/rules/history"] = { revisions: [REVISION] };
    await press("history");

    expect(inside<HTMLTextAreaElement>("#text").value).toBe("pin:\n- attribute: Weight\n");
    expect(inside<HTMLButtonElement>("[data-do=propose]").disabled).toBe(true);
    expect(said()).toContain(HOSTILE);
    expect(text().shadowRoot!.querySelectorAll("img")).toHaveLength(0);
  });

  it("should make current what was written, on what was read", async () => {
    server.answers["POST steering/rules/propose"] = { revision: { ...REVISION, id: "r2", author: "lea" }, problems: [] };
    await write("hide: []\n");
    server.answers["GET steering/rules"] = { ...STEERED, content: "hide: []\n" };
    await press("propose");

    expect(server.asked("POST steering/rules/propose")[0]?.body).toEqual({ content: "hide: []\n", base: "r1", note: "" });
    expect(said()).toContain("It is current now.");
  });

  it("should keep what was written where it is refused, and say why", async () => {
    server.answers["POST steering/rules/propose"] = new Refusal(409, "conflict", "it was changed by ada");
    await write("hide: []\n");
    server.answers["GET steering/rules"] = { ...STEERED, content: "bury: []", revision: { ...REVISION, id: "r9" } };
    await press("propose");

    expect(inside<HTMLTextAreaElement>("#text").value).toBe("hide: []\n");
    expect(said()).toContain("it was changed by ada");
    room.remove();
    document.body.append(room);
    await settled();
    expect(inside<HTMLTextAreaElement>("#text").value).toBe("hide: []\n");
    expect(draftOf(app, "rules").state.steered?.revision?.id).toBe("r9");
  });

  it("should list problems by line, and take the caret there", async () => {
    server.answers["POST steering/rules/check"] = { problems: [{ line: 2, field: "pin.0", message: HOSTILE, severity: "error" }] };
    await write("pin:\n- x\n");
    await press("check");
    inside(".problems .link").click();

    expect(inside<HTMLTextAreaElement>("#text").selectionStart).toBe(5);
    expect(said()).toContain(HOSTILE);
  });

  it("should show what would move", async () => {
    const moved = { id: "weight", label: HOSTILE, before: 4, after: 1, weight_before: 0.1, weight_after: 0.5, why: [HOSTILE] };
    server.answers["POST steering/rules/preview"] = {
      problems: [],
      requests: [{ query: HOSTILE, attributes: [moved], products: [], question_before: null, question_after: "what-for", changed: true }],
    };
    await press("preview");

    expect(server.asked("POST steering/rules/preview")[0]?.body?.["requests"]).toEqual(["mouse"]);
    expect(said()).toMatch(/1 of 1 requests[\s\S]*nothing, then: what it is for[\s\S]*↑ up 3/);
    expect(text().shadowRoot!.querySelectorAll("img")).toHaveLength(0);
  });

  it("should leave approving to others where four eyes are wanted", async () => {
    const waiting = [{ ...REVISION, id: "w1", state: "proposed", author: "lea" }, { ...REVISION, id: "w2", state: "proposed" }];
    server.answers["GET steering/rules"] = { ...STEERED, four_eyes: true, waiting };
    server.answers["POST steering/rules/revisions/w2/approve"] = { revision: REVISION, problems: [] };
    await draftOf(app, "rules").read();
    await settled();
    const [own, other] = [...text().shadowRoot!.querySelectorAll<HTMLButtonElement>(".revision .first")];

    expect([own?.disabled, other?.disabled]).toEqual([true, false]);
    other?.click();
    await settled();
    expect(server.asked("POST steering/rules/revisions/w2/approve")).toHaveLength(1);
  });

  it("should speak Chinese", async () => {
    app.preferences.prefer({ language: "zh" });
    await settled();
    expect(said()).toContain("设为当前");
    expect(room.shadowRoot!.querySelector("nav")?.textContent).toContain("选购知识");
    app.preferences.prefer({ language: "en" });
  });
});

describe("a family of a form", () => {
  const BAGPIPE: Family = {
    family: "bagpipe",
    names: ["bagpipe", "set of pipes"],
    matters: [{ concept: "price", grade: 2.5 }],
    need: "learning: to play",
    says: ["first bagpipe"],
    decides: [{ concept: "material", grade: 2, wants: "Plastic, Wood", why: "no care" }, { concept: "price", grade: 3, wants: "low", why: "" }],
  };

  it("should be lines behind what stands there", () => {
    const bare = { ...BAGPIPE, names: [], need: "", says: [], decides: [] };
    expect(withFamily("# ours\nfamilies:\n- family: mouse\n  matters: {warranty: 2}\nconcepts: {}\n", bare)).toBe(
      "# ours\nfamilies:\n- family: mouse\n  matters: {warranty: 2}\n- family: bagpipe\n  matters:\n    price: 2.5\nconcepts: {}\n",
    );
    expect(withFamily("", BAGPIPE)).toBe(
      [
        "families:",
        "  - family: bagpipe",
        "    names: [bagpipe, set of pipes]",
        "    matters:",
        "      price: 2.5",
        "      material: 1",
        "    values:",
        "      material: [Plastic, Wood]",
        "    needs:",
        '    - need: "learning: to play"',
        "      says:",
        "      - first bagpipe",
        "      decides:",
        "      - {concept: material, grade: 2, wants: [Plastic, Wood], why: no care}",
        "      - {concept: price, grade: 3, wants: low}",
        "",
      ].join("\n"),
    );
    expect(withFamily("families: [{family: mouse}]\n", bare)).toBe("families: [{family: mouse}, {family: bagpipe, matters: {price: 2.5}}]\n");
  });

  it("should be asked for whole", async () => {
    const form = document.createElement("fw-family-form") as HTMLElement & { updateComplete: Promise<unknown>; renderRoot: ShadowRoot };
    const given: Family[] = [];
    form.addEventListener("family", (event) => given.push((event as CustomEvent<Family>).detail));
    document.body.append(form);
    await form.updateComplete;
    const field = (name: string): HTMLInputElement => form.renderRoot.querySelector(`[name="${name}"]`)!;
    const submit = async (): Promise<string> => {
      form.renderRoot.querySelector("form")!.dispatchEvent(new SubmitEvent("submit", { cancelable: true }));
      await form.updateComplete;
      return form.renderRoot.querySelector("[role=alert]")!.textContent;
    };
    field("family").value = "mouse";
    expect(await submit()).toContain("Give the family names");
    field("says").value = "for films";
    expect(await submit()).toContain("say what it is needed for");
    field("need").value = "film editing";
    expect(await submit()).toContain("one attribute that decides");
    field("decides-0").value = "weight";
    field("wants-0").value = "low";
    expect(await submit()).toBe("");
    expect(given).toEqual([{ family: "mouse", names: [], matters: [], need: "film editing", says: ["for films"], decides: [{ concept: "weight", grade: 2, wants: "low", why: "" }] }]);
    form.remove();
  });
});
