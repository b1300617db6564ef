import { say } from "./command.ts";

/** Says that an engine is not here; in CI Node and Chromium have to be. */
export function skipHost(engine: string): void {
  if (Deno.env.get("CI") === "true" && /^(Node|Chromium)/.test(engine)) {
    throw new Error(`${engine} is not installed`);
  }
  say(`skipped, ${engine} is not installed`);
}
