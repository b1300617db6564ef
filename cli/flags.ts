// This module is browser compatible.
import { WeftError } from "../error.ts";
import { accepts } from "./allowed_values.ts";
import { suggest } from "./suggest.ts";

/** The fields of every kind of flag. */
interface FlagBase {
  /** One sentence for `--help`. */
  readonly help: string;
  /** The name of the value in `--help`, such as `N` or `DIR`. Default for choices: the choices. */
  readonly value?: string;
  /** The default in `--help` where it is not a constant, such as `the newest run`. */
  readonly defaultHelp?: string;
}

/** A flag that takes a number; `integer` refuses fractions. `min` and `max` are allowed values. */
export interface NumberFlag extends FlagBase {
  readonly kind: "integer" | "number";
  readonly default?: number;
  readonly min?: number;
  readonly max?: number;
}

/** A flag that takes one of a few words. */
export interface ChoiceFlag extends FlagBase {
  readonly kind: "choice";
  readonly choices: readonly string[];
  /** More words that it takes, for experiments. `--help` and errors do not list them. */
  readonly more?: readonly string[];
  readonly default?: string;
}

/** A flag that takes any text that is not empty. */
export interface TextFlag extends FlagBase {
  readonly kind: "text";
  readonly default?: string;
  /** One letter that stands for it: `o` for `-o FILE`. */
  readonly letter?: string;
  /** True when a word that belongs to no flag is its value; several take such words in order. */
  readonly bare?: boolean;
}

/** A flag without a value. */
export interface BooleanFlag extends FlagBase {
  readonly kind: "boolean";
}

/** A flag that takes one or more paths, up to the next flag. Given again, it adds paths. */
export interface PathsFlag extends FlagBase {
  readonly kind: "paths";
}

/** A flag that takes one or more texts, up to the next flag. Given again, it adds texts. */
export interface TextsFlag extends FlagBase {
  readonly kind: "texts";
}

/**
 * A flag that takes one or more of a few words, up to the next flag or joined by commas. Given
 * again, it adds words.
 */
export interface ChoicesFlag extends FlagBase {
  readonly kind: "choices";
  readonly choices: readonly string[];
}

/** An entry of a command's flag table. */
export type Flag =
  | NumberFlag
  | ChoiceFlag
  | TextFlag
  | BooleanFlag
  | PathsFlag
  | TextsFlag
  | ChoicesFlag;

/** True for a flag that takes one or more words. */
export function isList(flag: Flag): flag is PathsFlag | TextsFlag | ChoicesFlag {
  return flag.kind === "paths" || flag.kind === "texts" || flag.kind === "choices";
}

/** A command for its user: what it does, its flags by name (without `--`), and examples. */
export interface CommandSpec {
  /** The words that start it, such as `deno task infer`. */
  readonly name: string;
  /** One sentence for the top of `--help`. */
  readonly summary: string;
  /** Flags in the order of `--help`, except `help` and `verbose`, which every command has. */
  readonly flags: Readonly<Record<string, Flag>>;
  /** Pairs of a command line and its effect. */
  readonly examples: readonly (readonly [line: string, does: string])[];
}

/** Converts `batch-size` to `batchSize`. */
type Camel<Name extends string> = Name extends `${infer Head}-${infer Tail}`
  ? `${Head}${Capitalize<Camel<Tail>>}`
  : Name;

/** The type of a flag's value on a command line. */
type Parsed<F extends Flag> = F extends { kind: "integer" | "number" } ? number
  : F extends { kind: "choice"; more: readonly (infer More)[] } ? More
  : F extends { kind: "choice"; choices: readonly (infer Choice)[] } ? Choice
  : F extends { kind: "text" } ? string
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

/** The flags that every command has. */
export const COMMON_FLAGS = {
  verbose: { kind: "boolean", help: "Show the stack trace of an error" },
  help: { kind: "boolean", help: "Show this text" },
} as const satisfies Record<string, Flag>;

/**
 * Reads a command line by the command's flag table: `--name value` or `--name=value`.
 *
 * @param spec The command; write it `as const satisfies CommandSpec` for an exactly typed result.
 * @param args The words after the command.
 * @returns The value of each flag.
 * @throws {WeftError} `usage`, when a flag is unknown, repeated, or has no value or a bad one, or
 * when a word belongs to no flag.
 *
 * @example
 * ```ts
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
      const bare = textFlag(table, (flag, name) => flag.bare === true && !given.has(name));
      if (bare === undefined || word.startsWith("-")) {
        throw strayWord(spec, word, args[at - 2]);
      }
      given.set(bare, [word]);
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
    values[camel] = readFlag(spec, name, flag, given.get(name));
  }
  return values as FlagValues<Spec>;
}

/** The name of the flag that a word such as `-o` stands for. */
function letterFlag(table: Readonly<Record<string, Flag>>, word: string): string | undefined {
  return textFlag(table, ({ letter }) => letter !== undefined && word === `-${letter}`);
}

/** Finds the name of the first text flag that fulfils a condition. */
function textFlag(
  table: Readonly<Record<string, Flag>>,
  condition: (flag: TextFlag, name: string) => boolean,
): string | undefined {
  return Object.keys(table).find((name) => {
    const flag = table[name]!;
    return flag.kind === "text" && condition(flag, name);
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
): unknown {
  if (flag.kind === "boolean") return words !== undefined;
  if (flag.kind === "paths" || flag.kind === "texts") return words ?? [];
  if (flag.kind === "choices") {
    return words?.flatMap((word) => word.split(","))
      .map((word) => readChoice(spec, name, flag, word)) ?? [];
  }
  if (words === undefined) return flag.default;
  const word = words[0]!;
  if (flag.kind === "text") return word;
  if (flag.kind === "choice") return readChoice(spec, name, flag, word);
  const isNumber = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(word);
  if (isNumber && accepts(flag, Number(word))) return Number(word);
  throw badValue(name, flag, word, seeHelp(spec));
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

function expected(flag: Flag): string {
  if ("choices" in flag) return flag.choices.join(", ").replace(/, ([^,]*)$/, " or $1");
  if (flag.kind === "paths") return "one or more paths";
  if (flag.kind === "boolean") return "no value";
  if (flag.kind === "text") return flag.value ?? "a text";
  if (flag.kind === "texts") return `one or more of ${flag.value ?? "a text"}`;
  const what = flag.kind === "integer" ? "an integer" : "a number";
  if (flag.min !== undefined && flag.max !== undefined) {
    return `${what} from ${flag.min} to ${flag.max}`;
  }
  if (flag.min !== undefined) return `${what} of at least ${flag.min}`;
  return flag.max === undefined ? what : `${what} of at most ${flag.max}`;
}

function badValue(name: string, flag: Flag, word: string, hint: string): WeftError {
  return new WeftError(
    "usage",
    `Invalid --${name}: expected ${expected(flag)}, got "${word}"`,
    hint,
  );
}

function unknownFlag(spec: CommandSpec, name: string, known: readonly string[]): WeftError {
  const meant = suggest(name, known);
  return new WeftError(
    "usage",
    `Unknown flag --${name}`,
    meant ? `Did you mean --${meant}?` : seeHelp(spec),
  );
}

function strayWord(spec: CommandSpec, word: string, before: string | undefined): WeftError {
  const after = before === undefined ? "" : ` after "${before}"`;
  return new WeftError(
    "usage",
    `Unexpected "${word}"${after}: expected a flag such as --${
      Object.keys(spec.flags)[0] ?? "help"
    }`,
    seeHelp(spec),
  );
}

function seeHelp(spec: CommandSpec): string {
  return `See ${spec.name} --help`;
}
