// This module is browser compatible.

import { useWeft } from "./use_weft.ts";

declare global {
  /** Tells the test what the page found out. */
  function report(value: unknown): void;
}

const findings = await useWeft("wasm");
const loaded = performance.getEntriesByType("resource").map(({ name }) => new URL(name).pathname);
report({ findings, loaded });
