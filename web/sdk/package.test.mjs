// @vitest-environment node
// The package as it is built, in a program without a page.
import { mkdtemp, readFile, readdir, rm } from "node:fs/promises";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import ts from "typescript";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { buildSdk } from "../scripts/sdk.mjs";

const GREETING = { id: "g", type: "text", from: "bot", text: "Hello" };
const ANSWER = { id: "b", type: "text", from: "bot", text: "Here" };
const web = join(import.meta.dirname, "..");
let folder;
let server;
const asked = [];

describe("The package", () => {
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "sdk-"));
    await buildSdk(folder, web);
    server = createServer((request, response) => {
      asked.push(`${request.method} ${request.url}`);
      const isSession = request.url === "/v1/chat/sessions";
      response.writeHead(isSession ? 201 : 200, { "Content-Type": "application/json" });
      response.end(JSON.stringify(isSession ? { session_id: "s", token: "t", messages: [GREETING] } : { messages: [ANSWER] }));
    });
    await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  }, 60_000);
  afterAll(async () => {
    server.close();
    await rm(folder, { recursive: true });
  });

  it("should talk to a gateway from a program that is no page", async () => {
    const { Chat } = await import(/* @vite-ignore */ pathToFileURL(join(folder, "index.js")).href);
    const { port } = server.address();
    const chat = new Chat({ base: `http://127.0.0.1:${port}`, siteKey: "demo", locale: "en", analytics: false });

    expect(await chat.start()).toEqual([GREETING]);
    expect(await chat.send({ text: "a mouse" })).toEqual([ANSWER]);
    const answered = new Promise((resolve) => chat.listenTo({ messages: () => undefined, status: () => undefined, typing: () => undefined, answered: (item, messages) => resolve([item.words, messages]) }));
    chat.say({ text: "a silent one" }, "a silent one");
    expect(await answered).toEqual(["a silent one", [ANSWER]]);
    chat.close();
    expect(asked).toEqual(["POST /v1/chat/sessions", "POST /v1/chat/messages", "POST /v1/chat/messages"]);
  });

  it("should say in its description what it has, with types that a page's own compiler takes", async () => {
    const described = JSON.parse(await readFile(join(folder, "package.json"), "utf8"));
    const files = await readdir(folder);
    for (const file of Object.values(described.exports["."])) expect(files).toContain(file.slice(2));
    const program = ts.createProgram([join(folder, "index.d.ts")], { strict: true, module: ts.ModuleKind.NodeNext, moduleResolution: ts.ModuleResolutionKind.NodeNext, target: ts.ScriptTarget.ES2022, types: [], noEmit: true });

    expect(ts.getPreEmitDiagnostics(program).map(({ messageText }) => messageText)).toEqual([]);
    expect(await readFile(join(folder, "schema.d.ts"), "utf8")).not.toContain("/v1/agent");
  }, 60_000);
});
