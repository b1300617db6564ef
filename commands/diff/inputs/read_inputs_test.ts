import { toBinary } from "@bufbuild/protobuf";
import assert from "node:assert/strict";
import { join } from "node:path";
import { TensorProtoSchema } from "onnx-buf";
import { inFolder } from "../../../cli/testing/folder.ts";
import { tensorValue, writeTensor } from "../../../onnx/tensor_value.ts";
import type { InputPort } from "./input_type.ts";
import { readInputs } from "./read_inputs.ts";

const PORTS: readonly InputPort[] = ["a", "b", "c"].map((name) => ({
  ...{ name, type: "float32", shape: ["n", 2] },
}));

const json = (value: unknown) => new TextEncoder().encode(JSON.stringify(value));
const pb = (name: string, value: number) =>
  toBinary(TensorProtoSchema, writeTensor(name, tensorValue("int32", [1], [value])));

/** Reads inputs from files; `words` name them, with `NAME=` in front where they have an input. */
const read = (files: Readonly<Record<string, Uint8Array>>, ...words: string[]) =>
  inFolder(async (folder) => {
    for (const [name, bytes] of Object.entries(files)) {
      await Deno.writeFile(join(folder, name), bytes);
    }
    const paths = words.map((word) => word.replace(/[^=]*$/, (name) => join(folder, name)));
    const found = await readInputs(paths, PORTS);
    return Object.fromEntries(
      [...found].map((
        [name, { type, shape, data }],
      ) => [name, [type, shape, [...data].map(Number)]]),
    );
  });

Deno.test("tensors with a name go to that input, the others to the next that has none", async () => {
  const files = {
    "1.json": json([[1, 2], [3, 4]]),
    "2.pb": pb("b", 5),
    "3.PB": pb("unknown", 6),
  };
  assert.deepEqual(await read(files, "1.json", "2.pb", "3.PB"), {
    b: ["int32", [1], [5]],
    a: ["float64", [2, 2], [1, 2, 3, 4]],
    c: ["int32", [1], [6]],
  });
  assert.deepEqual(await read(files, "c=2.pb", "3.PB"), {
    c: ["int32", [1], [5]],
    a: ["int32", [1], [6]],
  });
});

Deno.test("an object of JSON has inputs by name, with truth values, numbers and no axes", async () => {
  const files = { "all.json": json({ b: [true, false], a: 7, c: [] }) };
  assert.deepEqual(await read(files, "all.json"), {
    b: ["float64", [2], [1, 0]],
    a: ["float64", [], [7]],
    c: ["float64", [0], []],
  });
});

Deno.test("inputs that do not exist, are given twice or are too many are refused", async () => {
  const refuses = (message: RegExp, files: Record<string, Uint8Array>, ...words: string[]) =>
    assert.rejects(read(files, ...words), { name: "WeftError", message });
  const one = json([1]);
  await refuses(/d is not an input of the model/, { "d.json": json({ d: [1] }) }, "d.json");
  await refuses(/a is not .* or it is given twice/, { "a.json": one }, "a=a.json", "a=a.json");
  await refuses(/one more tensor/, { "a.json": one }, ...new Array(4).fill("a.json"));
  await refuses(/expected a \.npy, \.json or \.pb file, got ".*a\.txt"/, {}, "a.txt");
  await refuses(/Cannot read .*gone\.npy/, {}, "gone.npy");
});

Deno.test("files that are no numbers are refused", async () => {
  const refuses = (bytes: Uint8Array, message: RegExp, name = "x.json") =>
    assert.rejects(read({ [name]: bytes }, name), { name: "WeftError", code: "data", message });
  for (const other of [[[1, 2], [3]], [[1], 2], ["a"], [null], "a", [[1], [[2]]]]) {
    await refuses(json(other), /it is not a JSON list of numbers/);
  }
  await refuses(new TextEncoder().encode("["), /it is not a JSON list of numbers/);
  await refuses(Uint8Array.of(255), /it is not a TensorProto of numbers/, "x.pb");
  await refuses(new Uint8Array(0), /it is not a TensorProto of numbers/, "x.pb");
});
