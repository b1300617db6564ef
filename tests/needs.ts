import { availableParallelism } from "node:os";
import { findProgram } from "../cli/find_program.ts";
import { BROWSERS, findBrowser } from "../runtime/hosts/browsers.ts";
import { say } from "./command.ts";
import { missingSwiftshader, RUNTIMES } from "./conformance/runtimes.ts";
import { missingChecker } from "./onnx_python.ts";
import { refusedDisk } from "./small_disk.ts";

/** Says why something is missing; `undefined` where it is there. */
type Missing = () => string | undefined;

const program = (name: string, debian: string): Missing => () =>
  findProgram([name]) ? undefined : notInstalled(name, debian);

const browser = (name: string, debian: string): Missing => () =>
  findBrowser(BROWSERS[name]!) ? undefined : notInstalled(name, debian);

const notInstalled = (name: string, debian: string) =>
  `${name} is not installed (Debian: apt-get install ${debian})`;

/** The needs that CI's machine meets: there no test is ignored because of them. */
const IN_CI = {
  bash: program("bash", "bash"),
  Chromium: browser("Chromium", "chromium"),
  mkfifo: program("mkfifo", "coreutils"),
  Node: program("node", "nodejs"),
  npm: program("npm", "npm"),
  "Python's onnx": missingChecker,
  taskset: program("taskset", "util-linux"),
  WebGPU: RUNTIMES.webgpu.missing,
  "WebGPU in software": missingSwiftshader,
} as const satisfies Record<string, Missing>;

/** The needs that CI's machine may not meet: another system, more rights, files of the user. */
const ELSEWHERE = {
  "a small disk": refusedDisk,
  "an x86-64 processor": () =>
    Deno.build.arch === "x86_64" ? undefined : "it has another processor",
  Firefox: browser("Firefox", "firefox-esr"),
  Linux: () => Deno.build.os === "linux" ? undefined : "this is not Linux",
  "real images": () =>
    Deno.env.get("FASHION_MNIST_DIR") ? undefined : "FASHION_MNIST_DIR is not set",
  "two cores": () => availableParallelism() > 1 ? undefined : "the process may use one core only",
  Unix: () => Deno.build.os === "windows" ? "this is Windows" : undefined,
} as const satisfies Record<string, Missing>;

const NEEDS: Readonly<Record<Need, Missing>> = { ...IN_CI, ...ELSEWHERE };

/** Something that a test may need beside Deno. */
export type Need = keyof typeof IN_CI | keyof typeof ELSEWHERE;

/**
 * Makes the options of a test or a step: it is ignored where one of its needs is missing.
 *
 * @throws {Error} in CI, where the environment variable CI is `true`, when something is missing
 * that CI's machine must have.
 */
export function needs(...names: readonly Need[]): Pick<Deno.TestDefinition, "ignore"> {
  for (const name of names) {
    const reason = NEEDS[name]();
    if (reason === undefined) continue;
    if (name in IN_CI && Deno.env.get("CI") === "true") {
      throw new Error(`CI ignores no test that needs ${name}: ${reason}`);
    }
    return ignoredBecause(reason);
  }
  return { ignore: false };
}

const said = new Set<string>();

/** Makes the options of a test that is ignored where there is a reason, and prints it once. */
export function ignoredBecause(
  reason: string | undefined,
): Pick<Deno.TestDefinition, "ignore"> {
  if (reason !== undefined && !said.has(reason)) say(`ignored: ${reason}`);
  if (reason !== undefined) said.add(reason);
  return { ignore: reason !== undefined };
}
