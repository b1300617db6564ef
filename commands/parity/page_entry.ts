// This module is browser compatible.
import { doJob } from "./do_job.ts";
import type { Job, Outcome } from "./job.ts";

/**
 * Does a job in a page: what it needs is fetched from beside it, and what it makes is put there.
 */
export async function doJobInPage(job: Job): Promise<Outcome> {
  return await doJob(job, {
    read: async (path) => {
      const response = await fetch(`job/${path}`);
      if (!response.ok) throw new Error(`job/${path}: ${response.status}`);
      return new Uint8Array(await response.arrayBuffer());
    },
    write: async (path, body) => {
      const { ok, status } = await fetch(`results/${path}`, { method: "PUT", body });
      if (!ok) throw new Error(`results/${path}: ${status}`);
    },
  }, engineOf(navigator.userAgent));
}

/** The names by which browsers are known in what they say of themselves. */
function engineOf(userAgent: string): string {
  const [, name, version] = /(Firefox|Chrome)\/([\d.]+)/.exec(userAgent) ?? [, userAgent, ""];
  return `${name === "Chrome" ? "Chromium" : name} ${version}`.trim();
}
