// This module is browser compatible.
import { chooseBackend } from "../../infer/session.ts";
import type { Availability, WebBackend } from "./protocol.ts";

/** Finds out which backends work in this browser, and why others do not. */
export async function availability(): Promise<Record<WebBackend, Availability>> {
  return { wasm: await tryBackend("wasm"), webgpu: await tryBackend("webgpu") };
}

async function tryBackend(backend: WebBackend): Promise<Availability> {
  try {
    await chooseBackend(backend);
    return { works: true, reason: "" };
  } catch (error) {
    return { works: false, reason: error instanceof Error ? error.message : String(error) };
  }
}
