// This module is browser compatible.
import { WeftError } from "../error.ts";
import { accepts } from "./allowed_values.ts";
import {
  type ChoiceFlag,
  type ChoicesFlag,
  type CommandSpec,
  COMMON_FLAGS,
  type Flag,
  isList,
  type PathFlag,
} from "./flag.ts";
import { badValue, expected, seeHelp, strayWord, unknownFlag } from "./flag_errors.ts";
import { suggest } from "./suggest.ts";

/** Converts `batch-size` to `batchSize`. */
type Camel<Name extends string> = Name extends `${infer Head}-${infer Tail}`
  ? `${Head}${Capitalize<Camel<Tail>>}`
  : Name;

/** The type of a flag's value on a command line. */
type Parsed<F extends Flag> = F extends { kind: "integer" | "number" } ? number
  : F extends { kind: "choice"; more: readonly (infer More)[] } ? More
  : F extends { kind: "choice"; choices: readonly (infer Choice)[] } ? Choice
  : F extends { kind: "text" | "path" } ? string
  : F extends { kind: "boolean" } ? boolean
  : F extends { kind: "choices"; choices: readonly (infer Choice)[] } ? readonly Choice[]
  : readonly string[];

/** Flags whose value is never `undefined`. */
type Defined = { kind: "boolean" | "paths" | "texts" | "choices" } | { default: string | number };

type Value<F extends Flag> = F extends Defined ? Parsed<F> : Parsed<F> | undefined;

/**
 * The values of a command's flags, by camel-cased name. A flag that was not given has its default,
 * else `undefined` (`false` for a boolean, `[]` for paths, texts and choices).
 *
 * @typeParam Spec The type of the flag table, written `as const`.
 */
export type FlagValues<Spec extends CommandSpec> =
  & { readonly [Name in keyof Spec["flags"] & string as Camel<Name>]: Value<Spec["flags"][Name]> }
  & { readonly help: boolean; readonly verbose: boolean };

/**
 * Reads a command line by the command's flag table: `--name value` or `--name=value`.
 *
 * @param spec The command; write it `as const satisfies CommandSpec` for an exactly typed result.
 * @param args The words after the command.
 * @param folder The folder where relative paths begin, seen from the working directory.
 * @returns The value of each flag.
 * @throws {WeftError} `usage`, when a flag is unknown, repeated, or has no value or a bad one, or
 * when a word belongs to no flag.
 *
 * @example
 * ```ts
 * import type { CommandSpec } from "./flag.ts";
 *
 * const spec = {
 *   name: "deno task train",
 *   summary: "Trains a model.",
 *   flags: { "batch-size": { kind: "integer", default: 128, min: 1, help: "Images a step" } },
 *   examples: [],
 * } as const satisfies CommandSpec;
 * console.assert(parseFlags(spec, ["--batch-size", "32"]).batchSize === 32);
 * ```
 */
export function parseFlags<const Spec extends CommandSpec>(
  spec: Spec,
  args: readonly string[],
  folder = "",
): FlagValues<Spec> {
  const table: Readonly<Record<string, Flag>> = { ...spec.flags, ...COMMON_FLAGS };
  const given = new Map<string, string[]>();
  let at = 0;
  while (at < args.length) {
    const word = args[at++]!;
    if (word === "-h") {
      given.set("help", []);
      continue;
    }
    const equals = word.indexOf("=");
    const name = word.startsWith("--")
      ? word.slice(2, equals < 0 ? undefined : equals)
      : letterFlag(table, word);
    if (name === undefined) {
      const bare = bareFlag(table, given);
      if (bare === undefined || word.startsWith("-")) {
        throw strayWord(spec, word, args[at - 2]);
      }
      given.set(bare, [...given.get(bare) ?? [], word]);
      continue;
    }
    if (!Object.hasOwn(table, name)) throw unknownFlag(spec, name, Object.keys(table));
    const flag = table[name]!;
    if (given.has(name) && !isList(flag)) {
      throw new WeftError("usage", `--${name} is given twice`, "Keep one of them");
    }
    const words = given.get(name) ?? [];
    given.set(name, words);
    if (equals >= 0) words.push(word.slice(equals + 1));
    else if (isList(flag)) {
      while (isValue(args[at]) && !letterFlag(table, args[at]!)) words.push(args[at++]!);
    } else if (flag.kind !== "boolean" && isValue(args[at])) words.push(args[at++]!);
    checkCount(spec, name, flag, words);
  }
  const values: Record<string, unknown> = {};
  for (const [name, flag] of Object.entries(table)) {
    const camel = name.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase());
    values[camel] = readFlag(spec, name, flag, given.get(name), folder);
  }
  return values as FlagValues<Spec>;
}

/** The name of the flag that a word such as `-o` stands for. */
function letterFlag(table: Readonly<Record<string, Flag>>, word: string): string | undefined {
  return Object.keys(table).find((name) => {
    const flag = table[name]!;
    return "letter" in flag && word === `-${flag.letter}`;
  });
}

/** The name of the first flag that takes words that belong to no flag, and may take another. */
function bareFlag(
  table: Readonly<Record<string, Flag>>,
  given: ReadonlyMap<string, unknown>,
): string | undefined {
  return Object.keys(table).find((name) => {
    const flag = table[name]!;
    return "bare" in flag && flag.bare && (isList(flag) || !given.has(name));
  });
}

/** True unless a word looks like a flag. `-1` is a value: its range then decides. */
function isValue(word: string | undefined): word is string {
  return word !== undefined && !word.startsWith("--") && word !== "-h";
}

function checkCount(spec: CommandSpec, name: string, flag: Flag, words: readonly string[]): void {
  if (flag.kind === "boolean") {
    if (words.length === 0) return;
    throw new WeftError("usage", `--${name} takes no value, got "${words[0]}"`, seeHelp(spec));
  }
  if (words.length > 0 && words.every((word) => word !== "")) return;
  throw new WeftError("usage", `Missing value: --${name} expects ${expected(flag)}`, seeHelp(spec));
}

function readFlag(
  spec: CommandSpec,
  name: string,
  flag: Flag,
  words: readonly string[] | undefined,
  folder: string,
): unknown {
  if (flag.kind === "boolean") return words !== undefined;
  if (flag.kind === "texts") return words ?? [];
  if (flag.kind === "paths") return words?.map((word) => fromFolder(flag, word, folder)) ?? [];
  if (flag.kind === "choices") {
    return words?.flatMap((word) => word.split(","))
      .map((word) => readChoice(spec, name, flag, word)) ?? [];
  }
  if (words === undefined) return flag.default;
  const word = words[0]!;
  if (flag.kind === "text") return word;
  if (flag.kind === "path") return fromFolder(flag, word, folder);
  if (flag.kind === "choice") return readChoice(spec, name, flag, word);
  const isNumber = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(word);
  if (isNumber && accepts(flag, Number(word))) return Number(word);
  throw badValue(name, flag, word, seeHelp(spec));
}

/** A path as the working directory sees it; a name stays as it is. */
function fromFolder({ names = [] }: Pick<PathFlag, "names">, word: string, folder: string): string {
  const isName = names.some((name) => name.endsWith(":") ? word.startsWith(name) : word === name);
  const isAbsolute = /^([/\\]|[A-Za-z]:[/\\])/.test(word);
  return folder === "" || isName || isAbsolute ? word : `${folder}/${word}`;
}

function readChoice(
  spec: CommandSpec,
  name: string,
  flag: ChoiceFlag | ChoicesFlag,
  word: string,
): string {
  if (flag.choices.includes(word)) return word;
  if (flag.kind === "choice" && accepts(flag, word)) return word;
  const meant = suggest(word, flag.choices);
  throw badValue(name, flag, word, meant ? `Did you mean --${name} ${meant}?` : seeHelp(spec));
}
