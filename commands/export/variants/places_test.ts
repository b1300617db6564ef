import assert from "node:assert/strict";
import { placesOf } from "./places.ts";

Deno.test("variants stand beside a file, whatever its extension", async () => {
  const { folder, pathOf } = await placesOf("out/my.v2.onnx");
  assert.equal(folder, undefined);
  assert.equal(pathOf("float32"), "out/my.v2.onnx");
  assert.equal(pathOf("fp16"), "out/my.v2_fp16.onnx");
  assert.equal((await placesOf("out/model")).pathOf("int8"), "out/model_int8");
});

Deno.test("a folder that ends in a slash or exists gets the layout of a hub", async () => {
  const existing = await Deno.makeTempDir();
  for (const out of ["out/hub/", existing]) {
    const { folder, pathOf } = await placesOf(out);
    assert.equal(folder, out);
    assert.ok(pathOf("float32").endsWith("/onnx/model.onnx"));
    assert.ok(pathOf("int8").endsWith("/onnx/model_int8.onnx"));
  }
  await Deno.remove(existing);
});
