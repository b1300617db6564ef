import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { synthesize } from "../../data/synthetic.ts";
import { loadModel } from "../../infer/load_model.ts";
import { runLogits } from "../../infer/run_logits.ts";
import { createSession } from "../../runtime/session.ts";
import { decodeModel, encodeModel } from "../encode.ts";
import { rewriteForCpu } from "./for_cpu.ts";
import { operators } from "../../tests/rewritten_model.ts";

const zoo = (name: string) => new URL(`../../models/zoo/${name}/model.onnx`, import.meta.url);

Deno.test("rewriteForCpu() rewrites LeNet's first pooling and drops channel padding", async () => {
  // As Node reads it: a Buffer, of which slice() is no copy.
  const names = operators(
    decodeModel(rewriteForCpu(await readFile(zoo("lenet")))),
  );
  assert.deepEqual(names.slice(0, 8), [
    ...["Mul", "Add", "Pad", "Conv", "Relu", "Reshape", "ReduceMax", "Conv"],
  ]);
});

Deno.test("LeNet has the same logits after rewriting, and loadModel() rewrites it", async () => {
  const { images } = synthesize({ split: "test", count: 100 });
  const folder = await Deno.makeTempDir();
  const profile = join(folder, "profile"), options = { backend: "cpu", threads: 1 } as const;
  const model = await loadModel("zoo:lenet", { ...options, profile });
  const session = await createSession(await readFile(zoo("lenet")), options);
  const found = await runLogits(model, images), plain = { ...model, session };
  const expected = await runLogits(plain, images);
  // Logits go up to 20 here; the order of adding is up to the processor.
  found.logits.forEach((value, i) => assert.ok(Math.abs(value - expected.logits[i]!) < 1e-5));
  model.session.ort.endProfiling();
  const { name } = Deno.readDirSync(folder).find(() => true)!;
  assert.match(await Deno.readTextFile(join(folder, name)), /"op_name" ?: ?"ReduceMax"/);
  await model.close();
  await session.close();
  await Deno.remove(folder, { recursive: true });
});

Deno.test("rewriteForCpu() returns the same bytes when no rewrite applies", async () => {
  const bytes = await readFile(zoo("lenet-modified"));
  assert.equal(rewriteForCpu(bytes), bytes);
});

Deno.test("rewriteForCpu() returns bytes that are not a model", () => {
  for (const bytes of [new Uint8Array(), Uint8Array.of(0xff, 0xff, 0xff), Uint8Array.of(58, 0)]) {
    assert.equal(rewriteForCpu(bytes), bytes);
  }
});

Deno.test("rewriteForCpu() ignores old formats, old opsets and models with subgraphs", async () => {
  const bytes = await readFile(zoo("lenet"));
  const old = decodeModel(bytes);
  old.irVersion = 3n;
  const oldBytes = encodeModel(old);
  assert.equal(rewriteForCpu(oldBytes), oldBytes);
  const early = decodeModel(bytes);
  early.opsetImport[0]!.version = 10n;
  const earlyBytes = encodeModel(early);
  assert.equal(rewriteForCpu(earlyBytes), earlyBytes);
  const nested = decodeModel(bytes);
  const attribute = nested.graph!.node.find(({ attribute }) => attribute.length)!.attribute[0]!;
  attribute.g = structuredClone(decodeModel(bytes).graph!);
  const nestedBytes = encodeModel(nested);
  assert.equal(rewriteForCpu(nestedBytes), nestedBytes);
});
