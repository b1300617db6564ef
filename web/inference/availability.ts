// This module is browser compatible.
import { findObstacle } from "../../runtime/find_obstacle.ts";
import type { Availability, WebBackend } from "./messages.ts";

/** Tests which backends work in this browser. */
export async function availability(): Promise<Record<WebBackend, Availability>> {
  return { wasm: await availabilityOf("wasm"), webgpu: await availabilityOf("webgpu") };
}

async function availabilityOf(backend: WebBackend): Promise<Availability> {
  const obstacle = await findObstacle(backend);
  if (!obstacle) return { works: true, reason: "" };
  const { why, fix } = obstacle;
  return { works: false, reason: `${why[0]!.toUpperCase()}${why.slice(1)}. ${fix}.` };
}
