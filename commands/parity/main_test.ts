import assert from "node:assert/strict";
import { join } from "node:path";
import { runRecorded } from "../../cli/testing/recorded.ts";
import { bandClassifier } from "../../tests/models/band_classifier.ts";
import { smallVae } from "../../tests/models/small_vae.ts";
import { ignoredBecause, type Need, needs } from "../../tests/needs.ts";
import { withSmallData } from "../../tests/small_data.ts";
import { SWIFTSHADER } from "../../tests/conformance/runtimes.ts";
import { inBrowser, inDeno } from "./hosts.ts";
import { parity } from "./main.ts";
import type { Parity } from "./parity.ts";
import { type ParityRuntime, RUNTIMES } from "./runtimes.ts";
import { SPEC } from "./spec.ts";

/** Runs a test with a folder that has a classifier, a VAE and 60 test images. */
async function withInputs(test: (folder: string, args: string[]) => Promise<void>): Promise<void> {
  await withSmallData(async (folder) => {
    const { encoder, decoder } = smallVae();
    const [bands, vae] = [join(folder, "bands"), join(folder, "vae")];
    for (const each of [bands, vae]) await Deno.mkdir(each);
    await Deno.writeFile(join(bands, "model.onnx"), bandClassifier());
    await Deno.writeFile(join(vae, "encoder.onnx"), encoder);
    await Deno.writeFile(join(vae, "decoder.onnx"), decoder);
    await test(folder, ["--run", bands, vae, "--data", join(folder, "data"), "--unverified"]);
  }, { train: 1, test: 60 });
}

const run = (args: string[], table: readonly ParityRuntime[] = RUNTIMES) =>
  runRecorded(SPEC, (flags, context) => parity(flags, context, table), args);

const named = (...names: string[]) => RUNTIMES.filter(({ name }) => names.includes(name));
const [CPU] = named("cpu in Deno") as [ParityRuntime];

/** The needs of the runtimes of CI's machine; CUDA is found by trying it. */
const NEEDED: Readonly<Record<string, Need>> = {
  "wasm in Node": "Node",
  "wasm in Chromium": "Chromium",
  "wasm in Firefox": "Firefox",
  "webgpu in Deno": "WebGPU",
  "webgpu in Chromium": "Chromium",
};

Deno.test("parity runs both kinds of models in every runtime, and keeps all promises", (t) =>
  withInputs(async (folder, args) => {
    const page = join(folder, "parity.md");
    const { code, stdout, stderr } = await run([...args, "--json", "--out", page]);
    assert.equal(code, 0, stderr);
    const found: Parity = JSON.parse(stdout);
    assert.deepEqual(found.runtimes.map(({ name }) => name), RUNTIMES.map(({ name }) => name));
    for (const { name, state, why } of found.runtimes) {
      const needed = NEEDED[name];
      const absent = name === "cuda in Deno" && state === "absent" ? `cuda: ${why}` : undefined;
      await t.step({
        name: `${name} runs`,
        ...needed ? needs(needed) : ignoredBecause(absent),
        fn: () => assert.equal(state, "ran", `${why}`),
      });
    }
    const ran = found.runtimes.filter(({ state }) => state === "ran");
    assert.equal(found.models.length, 2 * ran.length);
    assert.ok(
      found.models.every(({ images, imagesPerSecond = 1 }) => images === 60 && imagesPerSecond > 0),
    );
    const logits = found.pairs.filter(({ output }) => output === "logits");
    assert.ok(logits.length >= ran.length - 1);
    assert.ok(found.pairs.every(({ rows }) => rows === 60));
    assert.deepEqual(
      [...new Set(found.pairs.map(({ output }) => output))].sort(),
      ["decoded", "embedding", "logits", "logvar", "mean"],
    );
    assert.ok(found.maps.length >= 1);
    assert.ok(found.promises.every(({ state }) => state !== "broken"));
    const gpu = found.models.find(({ runtime }) => runtime === "webgpu in Deno");
    if (gpu) assert.ok(gpu.placement!.nodes.WebGpu! > 0);

    const text = await Deno.readTextFile(page);
    assert.match(text, /^deno task parity --run .*--out /m);
    assert.match(text, /\| equal bits in WebAssembly +\| (kept|unchecked) +\|/);
    assert.ok(found.inputs.images === 60 && text.includes("60 test images"));
  }));

Deno.test("parity exits with code 1 and names the promise where a runtime has another model", () =>
  withInputs(async (_folder, args) => {
    // A weight of its first class is 9 in place of 10, as if a kernel were wrong.
    const other: ParityRuntime = {
      ...named("wasm in Deno")[0]!,
      run: async (request, context) => {
        const file = join(context.workspace.folder, "0", "model.onnx");
        const right = await Deno.readFile(file);
        try {
          const wrong = Float32Array.of(10), bytes = right.slice();
          const at = findBytes(bytes, new Uint8Array(wrong.buffer));
          new DataView(bytes.buffer).setFloat32(at, 9, true);
          await Deno.writeFile(file, bytes);
          return await inDeno(request, context);
        } finally {
          await Deno.writeFile(file, right);
        }
      },
    };
    const { code, stdout, stderr } = await run(args, [CPU, other]);
    assert.equal(code, 1);
    assert.match(stderr, /error: Broken: equal logits \(logits of bands, wasm in Deno against cpu/);
    assert.match(stdout, /equal logits +broken +1/);
    assert.match(stdout, /t-SNE of the same features/);
  }));

Deno.test("parity reports an absent runtime, and runs the others after a crash", () =>
  withInputs(async (_folder, args) => {
    const nowhere = { programs: ["no-such-browser"], args: () => [] };
    const missing: ParityRuntime = {
      ...named("wasm in Chromium")[0]!,
      run: inBrowser("Chromium", () => Promise.resolve(nowhere)),
    };
    const crash: ParityRuntime = {
      ...named("webgpu in Deno")[0]!,
      // A request without models ends the process with an error.
      run: (request, context) =>
        inDeno({ ...request, kind: "models", models: undefined as never } as never, context),
    };
    const { code, stdout, stderr } = await run([...args, "--json"], [CPU, missing, crash]);
    const { runtimes, models, promises }: Parity = JSON.parse(stdout);
    assert.equal(code, 1, stderr);
    assert.deepEqual(runtimes.map(({ state }) => state), ["ran", "absent", "failed"]);
    assert.equal(runtimes[1]!.why, "Chromium is not installed");
    assert.match(runtimes[2]!.why!, /^Deno ended with code 1: /);
    assert.equal(models.length, 2);
    assert.equal(promises[0]!.name, "every runtime runs");
    assert.equal(promises[0]!.state, "broken");
    assert.match(stderr, /error: Broken: every runtime runs \(webgpu in Deno: /);
  }));

Deno.test(
  "parity --software-limit sets the number of images for a GPU in software",
  needs("WebGPU in software"),
  () =>
    withInputs(async (folder, args) => {
      const page = join(folder, "parity.md");
      const inSoftware: ParityRuntime = {
        ...named("webgpu in Deno")[0]!,
        run: (request, context) => {
          Deno.env.set("VK_ICD_FILENAMES", SWIFTSHADER);
          return inDeno(request, context);
        },
      };
      const more = ["--software-limit", "20", "--threads", "1", "--json", "--out", page];
      const { code, stdout, stderr } = await run([...args, ...more], [
        CPU,
        inSoftware,
      ]);
      assert.equal(code, 0, stderr);
      const { runtimes, models, inputs }: Parity = JSON.parse(stdout);
      assert.equal(typeof runtimes[1]!.software, "string");
      assert.deepEqual(models.map(({ images }) => images), [60, 60, 20, 20]);
      assert.equal(inputs.softwareImages, 20);
      const text = await Deno.readTextFile(page);
      assert.match(text, /^deno task parity .* --software-limit 20 --threads 1 /m);
      assert.match(text.replaceAll("\n", " "), /A GPU in software gets the first 20\./);
    }),
);

Deno.test("parity refuses an unknown backend", () =>
  withInputs(async (_folder, args) => {
    const { code, stderr } = await run([...args, "--backend", "cpu", "tpu"]);
    assert.equal(code, 2);
    assert.match(stderr, /Invalid --backend: expected cpu, cuda, webgpu or wasm, got "tpu"/);
  }));

function findBytes(bytes: Uint8Array, wanted: Uint8Array): number {
  for (let at = 0; at < bytes.length; at++) {
    if (wanted.every((byte, i) => bytes[at + i] === byte)) return at;
  }
  throw new Error("not found");
}
