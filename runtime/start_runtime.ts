// This module is browser compatible.
import { host } from "#host";
import { resolveBackend } from "./resolve_backend.ts";
import { resolveThreads } from "./resolve_threads.ts";
import type { SessionOptions } from "./session.ts";

/**
 * Starts ONNX Runtime before there is a model for it. A browser fetches and compiles megabytes of
 * WebAssembly, which can go on while a model is fetched; other hosts have nothing to start.
 *
 * @throws {WeftError} `runtime` as `createSession` with the same options, which explains more.
 *
 * @example
 * ```ts
 * await startRuntime({ backend: "wasm" });
 * ```
 */
export async function startRuntime(
  { backend = "auto", threads }: Pick<SessionOptions, "backend" | "threads">,
): Promise<void> {
  if (![...host.backends.values()].some(({ start }) => start)) return;
  const resolved = (await resolveBackend(backend)).backend;
  await host.backends.get(resolved)!.start?.(resolveThreads(resolved, threads).threads);
}
