import { beforeEach, describe, expect, it } from "vitest";
import { serve } from "./fakes";
import { Session } from "./session";

const OPENED: [number, unknown] = [201, { session_id: "s", token: "t1", messages: [], locale: "zh", consent: "May we?" }];
const session = (more: Partial<ConstructorParameters<typeof Session>[0]> = {}): Session => new Session({ base: "", siteKey: "demo", locale: "en", analytics: false, ...more });

describe("Session", () => {
  beforeEach(() => (sessionStorage.clear(), localStorage.clear()));

  it("should say who the shopper is only with consent", async () => {
    const calls = serve({ "POST /v1/chat/sessions": [OPENED, OPENED] });
    for (const analytics of [true, false]) await session({ analytics, shopper: "anna" }).open();

    expect(calls.map((call) => call.body?.["shopper_id"])).toEqual(["anna", undefined]);
  });

  it("should be spoken to as the site does, and be kept for other pages", async () => {
    serve({ "POST /v1/chat/sessions": [OPENED] });
    const begun = session();
    expect([begun.id, begun.locale, begun.consent, begun.kept()]).toEqual([null, "en", null, null]);
    await begun.open();

    expect([begun.locale, begun.consent, session().kept()?.token]).toEqual(["zh", "May we?", "t1"]);
    begun.forget();
    expect([begun.id, begun.token, session().kept()]).toEqual([null, "", null]);
  });

  it("should tell where the shopper is, with what they say and when they go on", async () => {
    let path = "/a";
    const calls = serve({ "POST /v1/chat/sessions": [OPENED], "POST /v1/chat/page": [null, [200, null]] });
    const begun = session({ page: () => ({ url: `https://shop.example${path}`, title: "" }) });
    await begun.moved();
    expect(calls).toEqual([]);
    await begun.open();
    expect(begun.place()).toMatchObject({ page: { url: "https://shop.example/a" } });
    await begun.moved();
    expect(calls).toHaveLength(1);

    path = "/b";
    await begun.moved();
    await begun.moved();
    expect(calls.slice(1).map((call) => call.body?.["url"])).toEqual(["https://shop.example/b", "https://shop.example/b"]);
  });

  it("should take one that was over already for ended", async () => {
    serve({ "POST /v1/chat/sessions": [OPENED], "DELETE /v1/chat/session": [[401, { error: "not_signed_in", message: "over" }], [503, { error: "busy", message: "later" }]] });
    const begun = session();
    await begun.open();

    await begun.leave("DELETE", "/v1/chat/session");
    await expect(begun.leave("DELETE", "/v1/chat/session")).rejects.toMatchObject({ code: "busy" });
  });
});
