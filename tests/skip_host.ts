import { say } from "./command.ts";

/** Prints that a test was skipped without a host. In CI, Node and Chromium must be installed. */
export function skipHost(host: string): void {
  if (Deno.env.get("CI") === "true" && /^(Node|Chromium)/.test(host)) {
    throw new Error(`${host} is not installed`);
  }
  say(`skipped, ${host} is not installed`);
}
