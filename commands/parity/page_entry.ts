// This module is browser compatible.
import { handleRequest } from "./handle_request.ts";
import type { ParityRequest, ParityResponse } from "./messages.ts";

/**
 * Handles a request in a page: fetches its files from the server and sends the results back to it.
 */
export async function handleInPage(request: ParityRequest): Promise<ParityResponse> {
  return await handleRequest(request, {
    read: async (path) => {
      const response = await fetch(`request/${path}`);
      if (!response.ok) throw new Error(`request/${path}: ${response.status}`);
      return new Uint8Array(await response.arrayBuffer());
    },
    write: async (path, body) => {
      const { ok, status } = await fetch(`results/${path}`, { method: "PUT", body });
      if (!ok) throw new Error(`results/${path}: ${status}`);
    },
  }, browserName(navigator.userAgent));
}

/** Reads the browser's name and version off its user agent. */
function browserName(userAgent: string): string {
  const [, name, version] = /(Firefox|Chrome)\/([\d.]+)/.exec(userAgent) ?? [, userAgent, ""];
  return `${name === "Chrome" ? "Chromium" : name} ${version}`.trim();
}
