import { defineConfig } from "vitest/config";

// Each file in a context of its own, as always, but jsdom is loaded once a worker: a quarter of the time.
export default defineConfig({ test: { environment: "jsdom", pool: "vmThreads" } });
