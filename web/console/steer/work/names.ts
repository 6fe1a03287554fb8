// What jobs are called.
import { percent } from "../../words";
import type { Job } from "./types";
import { type WorkWord, workWord } from "./words";

/** A job in words, with the catalog that it is of unless that is the main one. */
export function jobName({ kind, payload }: Pick<Job, "kind" | "payload">): string {
  const named: Record<string, string> = {};
  for (const key of ["version", "name", "trial"]) named[key] = String(payload[key] ?? "");
  if (typeof payload["share"] === "number") named["share"] = percent(payload["share"]);
  const words = workWord(`job_${kind}` as WorkWord, named);
  return payload["catalog"] ? `${words} (${String(payload["catalog"])})` : words;
}
