import assert from "node:assert/strict";
import type { KernelTable } from "../kernel.ts";
import { kernels } from "./mod.ts";

const here = new URL(".", import.meta.url);

const isTable = (value: unknown): value is KernelTable =>
  typeof value === "object" && value !== null &&
  Object.values(value).every((entry) => typeof entry === "object" && "lower" in entry);

/** The kernel tables of this folder, by file and name. */
async function families(): Promise<{ file: string; name: string; table: KernelTable }[]> {
  const files = [...Deno.readDirSync(here)].map(({ name }) => name)
    .filter((name) => /^[a-z_]+\.ts$/.test(name) && !/_test\.ts$|^mod\.ts$/.test(name));
  const modules = await Promise.all(files.map(async (file) => {
    const exported: Record<string, unknown> = await import(new URL(file, here).href);
    return Object.entries(exported).flatMap(([name, table]) =>
      isTable(table) ? [{ file, name, table }] : []
    );
  }));
  return modules.flat();
}

Deno.test("every kernel belongs to one family", async () => {
  const names = (await families()).flatMap(({ table }) => Object.keys(table));
  assert.deepEqual(names.sort(), Object.keys(kernels).sort());
});

Deno.test("every family of kernels has tests", async () => {
  for (const { file, name } of await families()) {
    const test = new URL(file.replace(".ts", "_test.ts"), here);
    const text = Deno.readTextFileSync(test);
    assert.match(text, new RegExp(`testKernels\\([^,]+, ${name}\\b`), `${test} tests ${name}`);
  }
});
