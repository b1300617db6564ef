import assert from "node:assert/strict";
import type { InferenceSession } from "onnxruntime-common";
import type { HostBackend } from "./host.ts";
import {
  closedError,
  creationError,
  describeValues,
  requireOneFile,
  runError,
} from "./session_errors.ts";

type Metadata = InferenceSession.ValueMetadata;

const tensor = (name: string, shape: readonly (number | string)[]): Metadata => ({
  ...{ name, isTensor: true, type: "float32", shape },
});
const IMAGE = tensor("image", ["batch", 1, 28, 28]);

Deno.test("describeValues() lists eight values with their shapes, and counts the others", () => {
  assert.equal(describeValues([IMAGE]), "image [batch,1,28,28]");
  assert.equal(describeValues([{ name: "list", isTensor: false }]), "list");
  const many = Array.from({ length: 9 }, (_, i) => tensor(`v${i}`, []));
  const eight = "v0 [], v1 [], v2 [], v3 [], v4 [], v5 [], v6 [], v7 []";
  assert.equal(describeValues(many.slice(0, 8)), eight);
  assert.equal(describeValues(many), `${eight} and 1 more`);
});

Deno.test("runError() advises a smaller batch where memory is short, else to check the inputs", () => {
  const hint = (error: unknown) => runError(error, "m.onnx", [IMAGE]).hint;
  for (const why of ["std::bad_alloc", "Failed to allocate memory", "CUDA out of memory"]) {
    assert.equal(hint(new Error(why)), "Run a smaller batch");
  }
  assert.equal(
    hint("a text"),
    "Check that it is given image [batch,1,28,28]; if so, export the model again",
  );
  const error = runError("a text", "m.onnx", []);
  assert.deepEqual([error.code, error.message], ["runtime", "Cannot run m.onnx: a text"]);
});

Deno.test("creationError() tells a broken model from a runtime that does not start", () => {
  const made = (error: unknown) =>
    creationError(error, "m.onnx", "wasm", { ortPackage: "onnxruntime-web" } as HostBackend);
  const missing = made(new Error("no available backend found. ERR: [wasm] x"));
  assert.equal(missing.code, "runtime");
  assert.match(missing.message, /^Cannot run on wasm: onnxruntime-web does not start.*\(no avail/);
  const broken = made(new Error("it says: no available backend found"));
  assert.equal(broken.code, "model");
  assert.match(broken.message, /^Cannot load m\.onnx: it says/);
  assert.equal(made("text").message, "Cannot load m.onnx: text");
});

Deno.test("a file that is cut short is no ONNX file, and a closed model cannot run", () => {
  assert.throws(() => requireOneFile(Uint8Array.of(0x3a, 100, 1), "m.onnx"), {
    ...{ name: "WeftError", code: "model" },
    message: /^Cannot load m\.onnx: it is not an ONNX file, or it is cut short \(/,
  });
  requireOneFile(new Uint8Array(0), "m.onnx");
  assert.equal(closedError("m.onnx").message, "Cannot run m.onnx: it is closed");
});
