// This module is browser compatible.

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

/** A flag that takes one word of any kind that is not empty. */
interface WordFlag extends FlagBase {
  readonly default?: string;
  /** One letter that stands for it: `o` for `-o FILE`. */
  readonly letter?: string;
  /** True when a word that belongs to no flag is its value; several take such words in order. */
  readonly bare?: boolean;
}

/** A flag that takes any text. */
export interface TextFlag extends WordFlag {
  readonly kind: "text";
}

/** A flag that takes a path. A relative one begins where the user stands (`user_folder.ts`). */
export interface PathFlag extends WordFlag {
  readonly kind: "path";
  /** Values that are names, not paths: whole words, and starts such as `zoo:`. */
  readonly names?: readonly string[];
}

/** A flag without a value. */
export interface BooleanFlag extends FlagBase {
  readonly kind: "boolean";
}

/** A flag that takes one or more paths, up to the next flag. Given again, it adds paths. */
export interface PathsFlag extends FlagBase {
  readonly kind: "paths";
  /** Values that are names, not paths: whole words, and starts such as `zoo:`. */
  readonly names?: readonly string[];
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
  /** True when words that belong to no flag are its values. */
  readonly bare?: true;
}

/** An entry of a command's flag table. */
export type Flag =
  | NumberFlag
  | ChoiceFlag
  | TextFlag
  | PathFlag
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

/** The flags that every command has. */
export const COMMON_FLAGS = {
  verbose: { kind: "boolean", help: "Show the stack trace of an error" },
  help: { kind: "boolean", help: "Show this text" },
} as const satisfies Record<string, Flag>;
