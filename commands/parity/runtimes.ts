import type { ChosenBackend } from "../../runtime/backends.ts";
import {
  inChromium,
  inChromiumWithWebgpu,
  inDeno,
  inFirefox,
  inNode,
  type RunInHost,
} from "./hosts.ts";

/** A host together with a backend. */
export interface ParityRuntime {
  /** Its name, such as `wasm in Node`. */
  readonly name: string;
  readonly backend: ChosenBackend;
  /** The name of the host. */
  readonly host: string;
  /** Handles a request in the host. */
  readonly run: RunInHost;
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
] as const).map(([backend, host, run]) => ({ name: `${backend} in ${host}`, backend, host, run }));
