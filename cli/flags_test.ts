import assert from "node:assert/strict";
import { WeftError } from "../error.ts";
import type { CommandSpec } from "./flag.ts";
import { type FlagValues, parseFlags } from "./flags.ts";

const SPEC = {
  name: "deno task train",
  summary: "Trains a model.",
  flags: {
    model: {
      kind: "choice",
      choices: ["lenet", "lenet-modified", "vae"],
      default: "lenet",
      help: "",
    },
    epochs: { kind: "integer", value: "N", default: 3, min: 1, max: 1000, help: "" },
    lr: { kind: "number", value: "X", min: 0, help: "" },
    "batch-size": { kind: "integer", value: "N", min: 1, help: "" },
    out: { kind: "text", value: "DIR", help: "" },
    input: { kind: "paths", value: "PATH", help: "" },
    backend: { kind: "choices", choices: ["cpu", "wasm", "webgpu"], help: "" },
    json: { kind: "boolean", help: "" },
  },
  examples: [],
} as const satisfies CommandSpec;

function refuses(args: string[], message: RegExp, hint: RegExp = /./): void {
  assert.throws(() => parseFlags(SPEC, args), (error: unknown) => {
    assert.ok(error instanceof WeftError);
    assert.equal(error.code, "usage");
    assert.match(error.message, message);
    assert.match(error.hint, hint);
    return true;
  });
}

Deno.test("parseFlags() returns defaults, undefined, false and [] for missing flags", () => {
  const values: FlagValues<typeof SPEC> = parseFlags(SPEC, []);
  assert.deepEqual(values, {
    model: "lenet",
    epochs: 3,
    lr: undefined,
    batchSize: undefined,
    out: undefined,
    input: [],
    backend: [],
    json: false,
    verbose: false,
    help: false,
  });
});

Deno.test("parseFlags() types each value by the table", () => {
  const values = parseFlags(SPEC, []);
  const model: "lenet" | "lenet-modified" | "vae" = values.model;
  const epochs: number = values.epochs;
  const batchSize: number | undefined = values.batchSize;
  // @ts-expect-error --out has no default, so it may be undefined
  const out: string = values.out;
  assert.deepEqual([model, epochs, batchSize, out], ["lenet", 3, undefined, undefined]);
});

Deno.test("parseFlags() reads --name value and --name=value", () => {
  assert.equal(parseFlags(SPEC, ["--epochs", "7"]).epochs, 7);
  assert.equal(parseFlags(SPEC, ["--epochs=7"]).epochs, 7);
  assert.equal(parseFlags(SPEC, ["--lr", "1e-3"]).lr, 0.001);
  assert.equal(parseFlags(SPEC, ["--out=a=b"]).out, "a=b");
  assert.equal(parseFlags(SPEC, ["--json"]).json, true);
  assert.equal(parseFlags(SPEC, ["-h"]).help, true);
});

Deno.test("parseFlags() collects paths up to the next flag, and over several flags", () => {
  const values = parseFlags(SPEC, ["--input", "a.png", "b.png", "--json", "--input=c.png"]);
  assert.deepEqual(values.input, ["a.png", "b.png", "c.png"]);
  assert.equal(values.json, true);
});

Deno.test("parseFlags() collects choices like paths, and refuses an unknown one", () => {
  const backends: readonly ("cpu" | "wasm" | "webgpu")[] = parseFlags(
    SPEC,
    ["--backend", "cpu", "wasm", "--json", "--backend=webgpu"],
  ).backend;
  assert.deepEqual(backends, ["cpu", "wasm", "webgpu"]);
  refuses(
    ["--backend", "cpu", "wsam"],
    /^Invalid --backend: expected cpu, wasm or webgpu, got "wsam"$/,
    /^Did you mean --backend wasm\?$/,
  );
  refuses(["--backend"], /^Missing value: --backend expects cpu, wasm or webgpu$/);
  assert.deepEqual(parseFlags(SPEC, ["--backend", "cpu,wasm"]).backend, ["cpu", "wasm"]);
  refuses(["--backend", "cpu,"], /expected cpu, wasm or webgpu, got ""$/);
});

Deno.test("parseFlags() reads -1 as a value, which the range then refuses", () => {
  refuses(["--epochs", "-1"], /^Invalid --epochs: expected an integer from 1 to 1000, got "-1"$/);
  refuses(["--lr", "-0.1"], /^Invalid --lr: expected a number of at least 0, got "-0.1"$/);
});

Deno.test("parseFlags() refuses a word that is not a number", () => {
  for (const word of ["abc", "0x10", "3.5", "Infinity", "NaN", "1_000", "9007199254740993", " 3"]) {
    refuses(["--epochs", word], /^Invalid --epochs: expected an integer from 1 to 1000, got "/);
  }
});

Deno.test("parseFlags() suggests the nearest choice and the nearest flag", () => {
  refuses(
    ["--model", "lent"],
    /^Invalid --model: expected lenet, lenet-modified or vae, got "lent"$/,
    /^Did you mean --model lenet\?$/,
  );
  refuses(["--epoch", "3"], /^Unknown flag --epoch$/, /^Did you mean --epochs\?$/);
  refuses(["--colour"], /^Unknown flag --colour$/, /^See deno task train --help$/);
  refuses(["--toString"], /^Unknown flag --toString$/);
});

Deno.test("parseFlags() takes the words of more, which errors do not list", () => {
  const spec = {
    name: "x",
    summary: "",
    flags: { model: { kind: "choice", choices: ["a", "b"], more: ["a-variant"], help: "" } },
    examples: [],
  } as const;
  assert.equal(parseFlags(spec, ["--model", "a-variant"]).model, "a-variant");
  assert.throws(() => parseFlags(spec, ["--model", "c"]), /expected a or b, got "c"/);
});

Deno.test("parseFlags() refuses a missing or an empty value", () => {
  refuses(["--epochs"], /^Missing value: --epochs expects an integer from 1 to 1000$/);
  refuses(["--epochs="], /^Missing value: --epochs/);
  refuses(["--out", "--json"], /^Missing value: --out expects DIR$/);
  refuses(["--input", "--json"], /^Missing value: --input expects one or more paths$/);
});

Deno.test("parseFlags() refuses a value for a boolean, a repeated flag and a stray word", () => {
  refuses(["--json=yes"], /^--json takes no value, got "yes"$/);
  refuses(["--epochs", "1", "--epochs", "2"], /^--epochs is given twice$/);
  refuses(["--json", "--json"], /^--json is given twice$/);
  refuses(["stray"], /^Unexpected "stray": expected a flag such as --model$/);
  refuses(["--epochs", "1", "2"], /^Unexpected "2" after "1"/);
});

const EXPORT = {
  name: "deno task export",
  summary: "Writes a model.",
  flags: {
    model: { kind: "text", value: "MODEL.json", bare: true, help: "" },
    out: { kind: "text", value: "FILE.onnx", letter: "o", help: "" },
  },
  examples: [],
} as const satisfies CommandSpec;

Deno.test("parseFlags() reads a bare word and a letter where the table has them", () => {
  for (
    const args of [
      ["m.json", "-o", "m.onnx"],
      ["-o", "m.onnx", "m.json"],
      ["--out", "m.onnx", "--model=m.json"],
    ]
  ) {
    const { model, out } = parseFlags(EXPORT, args);
    assert.deepEqual([model, out], ["m.json", "m.onnx"], args.join(" "));
  }
});

Deno.test("parseFlags() refuses a second bare word and an unknown letter", () => {
  assert.throws(() => parseFlags(EXPORT, ["a.json", "b.json"]), /Unexpected "b.json"/);
  assert.throws(() => parseFlags(EXPORT, ["a.json", "-x", "b"]), /Unexpected "-x"/);
  assert.throws(() => parseFlags(EXPORT, ["a.json", "-o"]), /--out expects FILE.onnx/);
});

Deno.test("parseFlags() gives bare words to several flags in order, and collects texts", () => {
  const spec = {
    name: "deno task diff",
    summary: "",
    flags: {
      a: { kind: "text", value: "A.onnx", bare: true, help: "" },
      b: { kind: "text", value: "B.onnx", bare: true, help: "" },
      shape: { kind: "texts", value: "NAME=1,2,3", help: "" },
    },
    examples: [],
  } as const satisfies CommandSpec;
  const { a, b, shape } = parseFlags(spec, ["x.onnx", "y.onnx", "--shape", "p=1", "q=2"]);
  assert.deepEqual([a, b, shape], ["x.onnx", "y.onnx", ["p=1", "q=2"]]);
  assert.equal(parseFlags(spec, ["x.onnx"]).b, undefined);
  assert.throws(() => parseFlags(spec, ["x", "y", "z"]), /Unexpected "z" after "y"/);
  assert.throws(() => parseFlags(spec, ["--shape"]), /--shape expects one or more of NAME=1,2,3$/);
});

Deno.test("parseFlags() collects bare words that are choices, before and after other flags", () => {
  const spec = {
    name: "deno task bench",
    summary: "",
    flags: {
      part: { kind: "choices", value: "PART", choices: ["fit", "maps"], bare: true, help: "" },
      rounds: { kind: "integer", help: "" },
    },
    examples: [],
  } as const satisfies CommandSpec;
  const { part, rounds } = parseFlags(spec, ["fit", "--rounds", "3", "maps"]);
  assert.deepEqual([part, rounds], [["fit", "maps"], 3]);
  assert.deepEqual(parseFlags(spec, []).part, []);
  assert.throws(() => parseFlags(spec, ["map"]), /"map"/);
});

Deno.test("parseFlags() ends a list at the letter of another flag", () => {
  const spec = {
    name: "deno task x",
    summary: "",
    flags: {
      shape: { kind: "texts", help: "" },
      out: { kind: "text", letter: "o", help: "" },
    },
    examples: [],
  } as const satisfies CommandSpec;
  const { shape, out } = parseFlags(spec, ["--shape", "x=1", "y=2", "-o", "my.onnx"]);
  assert.deepEqual([shape, out], [["x=1", "y=2"], "my.onnx"]);
});

Deno.test("relative paths begin in the given folder, names and absolute paths stay", () => {
  const paths = {
    name: "demo",
    summary: "",
    flags: {
      out: { kind: "path", help: "" },
      model: { kind: "path", names: ["zoo:", "auto"], help: "" },
      input: { kind: "paths", help: "" },
      note: { kind: "text", help: "" },
    },
    examples: [],
  } as const satisfies CommandSpec;
  const from = (...words: string[]) => parseFlags(paths, words, "docs/a");
  assert.equal(from("--out", "b/").out, "docs/a/b/");
  assert.deepEqual(from("--input", "x.png", "/y.png").input, ["docs/a/x.png", "/y.png"]);
  assert.equal(from("--model", "zoo:lenet").model, "zoo:lenet");
  assert.equal(from("--model", "auto").model, "auto");
  assert.equal(from("--model", "automatic").model, "docs/a/automatic");
  assert.equal(from("--note", "b").note, "b");
  assert.equal(parseFlags(paths, ["--out", "b"]).out, "b");
});
