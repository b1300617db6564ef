import type { ChosenBackend } from "../../runtime/backends.ts";
import { type Host, inChromium, inChromiumWithWebgpu, inDeno, inFirefox, inNode } from "./hosts.ts";

/** A place where models run. */
export interface ParityRuntime {
  /** What to call it: `wasm in Node`. */
  readonly name: string;
  readonly backend: ChosenBackend;
  readonly engine: string;
  readonly host: Host;
}

/** The runtime that the others are compared with. */
export const REFERENCE = "cpu in Deno";

/** All runtimes, the reference first. */
export const RUNTIMES: readonly ParityRuntime[] = ([
  ["cpu", "Deno", inDeno],
  ["wasm", "Deno", inDeno],
  ["wasm", "Node", inNode],
  ["wasm", "Chromium", inChromium],
  ["wasm", "Firefox", inFirefox],
  ["webgpu", "Deno", inDeno],
  ["webgpu", "Chromium", inChromiumWithWebgpu],
  ["cuda", "Deno", inDeno],
] as const).map(([backend, engine, host]) => ({
  name: `${backend} in ${engine}`,
  backend,
  engine,
  host,
}));
