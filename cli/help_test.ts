import assert from "node:assert/strict";
import type { CommandSpec } from "./flag.ts";
import { helpText } from "./help.ts";

const SPEC = {
  name: "deno task train",
  summary: "Trains a model.",
  flags: {
    epochs: { kind: "integer", value: "N", default: 3, min: 1, help: "Passes over the images" },
    backend: {
      kind: "choice",
      choices: ["auto", "cpu", "cuda", "webgpu", "wasm"],
      default: "auto",
      help: "Where to compute",
    },
    input: { kind: "paths", value: "PATH", help: "word ".repeat(40).trim() },
    skip: { kind: "choices", choices: ["a", "b"], help: "What to leave out" },
    out: { kind: "text", value: "DIR", defaultHelp: "runs/<model>-<time>", help: "Where to" },
    json: { kind: "boolean", help: "Machine-readable" },
  },
  examples: [["deno task train --epochs 1", "a quick try"]],
} as const satisfies CommandSpec;

Deno.test("helpText() begins with usage and summary and ends with the examples", () => {
  const text = helpText(SPEC);
  assert.ok(text.startsWith("Usage: deno task train [flags]\n\nTrains a model.\n\nFlags:\n"));
  assert.ok(text.endsWith("Examples:\n  deno task train --epochs 1\n      a quick try\n"));
});

Deno.test("helpText() aligns every flag's help and names its default", () => {
  const lines = helpText(SPEC).split("\n");
  const column = lines.find((line) => line.includes("--epochs N"))!.indexOf("Passes");
  for (const start of ["Where to (default", "Machine", "Show the stack", "Show this"]) {
    assert.equal(lines.find((line) => line.includes(start))!.indexOf(start), column, start);
  }
  assert.ok(lines.some((line) => line.endsWith("Passes over the images (default: 3)")));
  assert.ok(lines.some((line) => line.endsWith("Where to (default: runs/<model>-<time>)")));
});

Deno.test("helpText() gives a long flag its own line and wraps long help", () => {
  const lines = helpText(SPEC).split("\n");
  const long = lines.findIndex((line) => line.includes("--backend auto|cpu|cuda|webgpu|wasm"));
  assert.match(lines[long + 1]!, /^ +Where to compute \(default: auto\)$/);
  assert.ok(lines.every((line) => line.length <= 100), "no line is wider than 100 characters");
  assert.equal(lines.filter((line) => line.includes("word word")).length, 3);
});

Deno.test("helpText() marks the flags that take several words", () => {
  const text = helpText(SPEC);
  assert.match(text, /^ {2}--input PATH… /m);
  assert.match(text, /^ {2}--skip a\|b… +What to leave out$/m);
});

Deno.test("helpText() shows a bare word in the usage, and a letter before its flag", () => {
  const text = helpText({
    name: "deno task export",
    summary: "Writes a model.",
    flags: {
      model: { kind: "text", value: "MODEL.json", bare: true, help: "What to write" },
      out: { kind: "text", value: "FILE", letter: "o", help: "Where to" },
    },
    examples: [],
  });
  assert.ok(text.startsWith("Usage: deno task export MODEL.json [flags]\n"));
  assert.match(text, /^ {2}-o, --out FILE +Where to$/m);
});

Deno.test("helpText() shows in brackets that several bare words may be given", () => {
  const part = { kind: "choices", value: "PART", choices: ["a"], bare: true, help: "" } as const;
  const text = helpText({ name: "deno task x", summary: "", flags: { part }, examples: [] });
  assert.ok(text.startsWith("Usage: deno task x [PART…] [flags]\n"));
});
