import assert from "node:assert/strict";
import { LIMITS } from "./limits.ts";

/** The numbers of docs/data.md as they are written there. */
const WRITTEN: Readonly<Record<string, number>> = { "a quarter": 0.25, "512 MB": 512 * 2 ** 20 };
const UNITS: Readonly<Record<string, number>> = { million: 1e6, MB: 1e6 };

Deno.test("docs/data.md has the limits of pictures", async () => {
  const text = await Deno.readTextFile(new URL("../../docs/data.md", import.meta.url));
  const rows = [...text.matchAll(/^\| [^|]+ \| ([^|]+?) +\| `(\w+)` +\|$/gm)];
  const limits = Object.fromEntries(rows.map(([, value, name]) => {
    const [number, unit] = value!.split(" ");
    const times = UNITS[unit ?? ""] ?? 1;
    return [name, WRITTEN[value!] ?? Number(number!.replaceAll(",", "")) * times];
  }));
  assert.deepEqual(limits, LIMITS);
});
