import { defineConfig } from "vitest/config";

// In processes of their own, which is vitest's default: in its faster vmThreads one file's language was seen in another.
export default defineConfig({ test: { environment: "jsdom", pool: "forks" } });
