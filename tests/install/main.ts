/**
 * `deno task test:install`: packs the npm package once, installs it into a project of each tool of
 * docs/install.md, and runs the project, which classifies a picture. Needs npm with a registry.
 *
 * @module
 */
import { type CommandContext, runCommand } from "../../cli/run_command.ts";
import { WeftError } from "../../error.ts";
import { packPackage } from "../npm_package/project.ts";
import { CASES } from "./cases.ts";
import { runCase } from "./run_case.ts";
import { type InstallFlags, SPEC } from "./spec.ts";

/** Runs the cases and prints a line for each, then a count as `deno test` does. */
export async function testInstall(
  { only }: InstallFlags,
  { stdout, stderr, signal }: CommandContext,
): Promise<void> {
  const names = only.length > 0 ? only : Object.keys(CASES);
  const failed: string[] = [];
  const folder = await Deno.makeTempDir({ prefix: "weft-pack-" });
  try {
    const tarball = await packPackage(folder);
    for (const name of names) {
      signal.throwIfAborted();
      const began = performance.now();
      const error = await runCase(CASES[name]!, tarball).then(() => undefined, String);
      if (error !== undefined) {
        failed.push(name);
        stderr.write(`${error}\n`);
      }
      const seconds = Math.round((performance.now() - began) / 1000);
      const result = error === undefined ? "ok" : "FAILED";
      stdout.write(`${name.padEnd(20)}${result.padEnd(8)}${`${seconds} s`.padStart(6)}\n`);
    }
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
  const [result, passed] = [failed.length > 0 ? "FAILED" : "ok", names.length - failed.length];
  stdout.write(`${result} | ${passed} passed | ${failed.length} failed\n`);
  if (failed.length === 0) return;
  throw new WeftError(
    "runtime",
    `Cannot use the package everywhere: ${failed.join(", ")} failed`,
    "The errors are above; repeat one with --only",
  );
}

if (import.meta.main) await runCommand(SPEC, testInstall);
