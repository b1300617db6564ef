// This module is browser compatible.
import { WeftError } from "../error.ts";
import type { CommandSpec, Flag } from "./flag.ts";
import { suggest } from "./suggest.ts";

/** Describes the values that a flag takes. */
export function expected(flag: Flag): string {
  if ("choices" in flag) return flag.choices.join(", ").replace(/, ([^,]*)$/, " or $1");
  if (flag.kind === "paths") return "one or more paths";
  if (flag.kind === "boolean") return "no value";
  if (flag.kind === "text" || flag.kind === "path") return flag.value ?? "a text";
  if (flag.kind === "texts") return `one or more of ${flag.value ?? "a text"}`;
  const what = flag.kind === "integer" ? "an integer" : "a number";
  if (flag.min !== undefined && flag.max !== undefined) {
    return `${what} from ${flag.min} to ${flag.max}`;
  }
  if (flag.min !== undefined) return `${what} of at least ${flag.min}`;
  return flag.max === undefined ? what : `${what} of at most ${flag.max}`;
}

/** The error of a value that a flag refuses. */
export function badValue(name: string, flag: Flag, word: string, hint: string): WeftError {
  return new WeftError(
    "usage",
    `Invalid --${name}: expected ${expected(flag)}, got "${word}"`,
    hint,
  );
}

/** The error of a flag that a command does not have. */
export function unknownFlag(spec: CommandSpec, name: string, known: readonly string[]): WeftError {
  const meant = suggest(name, known);
  return new WeftError(
    "usage",
    `Unknown flag --${name}`,
    meant ? `Did you mean --${meant}?` : seeHelp(spec),
  );
}

/** The error of a word that belongs to no flag. */
export function strayWord(spec: CommandSpec, word: string, before: string | undefined): WeftError {
  const after = before === undefined ? "" : ` after "${before}"`;
  return new WeftError(
    "usage",
    `Unexpected "${word}"${after}: expected a flag such as --${
      Object.keys(spec.flags)[0] ?? "help"
    }`,
    seeHelp(spec),
  );
}

/** The hint that names `--help`. */
export function seeHelp(spec: CommandSpec): string {
  return `See ${spec.name} --help`;
}
