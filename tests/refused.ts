import assert from "node:assert/strict";
import { findObstacle } from "../runtime/find_obstacle.ts";
import { type CommandName, type CommandOptions, run } from "./command.ts";

/** A command that must fail, and its expected error. */
export interface Refusal {
  readonly what: string;
  readonly args: string[];
  readonly code: 1 | 2;
  readonly message: RegExp;
  /** The hint in the error message. */
  readonly hint: RegExp;
  readonly options?: CommandOptions;
}

/** Runs the cases and asserts that each prints one error line and does not create `absent`. */
export async function assertRefused(
  task: CommandName,
  cases: readonly Refusal[],
  absent?: string,
): Promise<void> {
  for (const { what, args, code, message, hint, options } of cases) {
    const result = await run(task, args, options);
    const said = `${what}: ${result.stderr}`;
    assert.equal(result.code, code, said);
    assert.equal(result.stdout, "", said);
    const lines = result.stderr.trimEnd().split("\n");
    const errors = lines.filter((line) => line.startsWith("error: "));
    assert.equal(errors.length, 1, said);
    assert.equal(lines.at(-1), errors[0], said);
    assert.match(errors[0]!, message, said);
    assert.match(errors[0]!, hint, said);
    assert.doesNotMatch(result.stderr, /^ +at |Hi, looks like|Uncaught/m, said);
    if (absent) assert.ok(!exists(absent), `${what} made ${absent}`);
  }
}

function exists(path: string): boolean {
  try {
    Deno.lstatSync(path);
    return true;
  } catch {
    return false;
  }
}

/** The GPU backends that do not work on this machine, each with the hint of its error. */
export async function gpusThatDoNotWork(): Promise<[backend: string, fix: string][]> {
  const found = ["cuda", "webgpu"] as const;
  const obstacles = await Promise.all(found.map(findObstacle));
  return found.flatMap((backend, i) => obstacles[i] ? [[backend, obstacles[i].fix]] : []);
}
