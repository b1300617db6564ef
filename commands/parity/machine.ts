import { readFile } from "node:fs/promises";
import { arch, cpus, platform } from "node:os";
import { fileURLToPath } from "node:url";
import type { Machine } from "./parity.ts";

/** Reads what speed and rounding depend on: system, processor, cores and versions. */
export async function readMachine(): Promise<Machine> {
  const processors = cpus();
  const packages: Record<string, string> = {};
  for (const name of ["onnxruntime-node", "onnxruntime-web"]) {
    const file = fileURLToPath(new URL(`../../node_modules/${name}/package.json`, import.meta.url));
    packages[name] = JSON.parse(await readFile(file, "utf8")).version;
  }
  return {
    system: `${platform()} ${arch()}`,
    processor: processors[0]?.model ?? "unknown",
    cores: processors.length,
    packages,
  };
}
