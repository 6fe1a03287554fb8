import { describe, expect, it, vi } from "vitest";
import { Transport } from "./transport";

describe("Transport", () => {
  it("should ask whether the chat is shown, once, and show it if nobody says", async () => {
    const asked: unknown[] = [];
    const patience = vi.spyOn(AbortSignal, "timeout");
    const answers: (Response | null)[] = [Response.json({ widget: false }), Response.json({}, { status: 503 }), null];
    vi.stubGlobal("fetch", async (url: string, init: RequestInit) => {
      asked.push([url, JSON.parse(init.body as string)]);
      const answer = answers.shift();
      if (!answer) throw new TypeError("network");
      return answer;
    });
    const transport = new Transport("https://host");

    expect([await transport.isShown("demo", "anna"), await transport.isShown("demo", "anna")]).toEqual([false, true]);
    expect(await transport.isShown("demo", "anna")).toBe(true);
    expect(asked).toHaveLength(3);
    expect(patience.mock.calls).toEqual([[3000], [3000], [3000]]);
    expect(asked[0]).toEqual([
      "https://host/v1/chat/placement",
      { site_key: "demo", shopper_id: "anna", consent: { analytics: true } },
    ]);
  });

  it("should say for how long the gateway asks to wait, in seconds or until a date", async () => {
    vi.restoreAllMocks();
    const soon = new Date(Date.now() + 90_000).toUTCString();
    const asked = [];
    for (const header of ["30", soon, "soon", null]) {
      vi.stubGlobal("fetch", async () => Response.json({ error: "too_many_requests", message: "slowly" }, { status: 429, headers: header ? { "Retry-After": header } : {} }));
      asked.push(await new Transport("").call("/x").catch((error: { retryAfter: number | null }) => error.retryAfter));
    }

    expect(asked).toEqual([30, expect.closeTo(90, -1), null, null]);
  });
});
