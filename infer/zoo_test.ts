import assert from "node:assert/strict";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { type ErrorCode, WeftError } from "../error.ts";
import { loadModel } from "./load_model.ts";
import { loadVae } from "./vae/load_vae.ts";
import { isZooName, readZoo, readZooFile, zooModel } from "./zoo.ts";

const COMMITTED = new URL("../models/zoo/", import.meta.url);

/** Runs a test on a copy of the zoo. */
async function onCopy(test: (zoo: string) => Promise<void>): Promise<void> {
  const zoo = await Deno.makeTempDir();
  await Deno.copyFile(new URL("zoo.json", COMMITTED), join(zoo, "zoo.json"));
  await Deno.mkdir(join(zoo, "lenet"));
  await Deno.copyFile(new URL("lenet/model.onnx", COMMITTED), join(zoo, "lenet", "model.onnx"));
  try {
    await test(zoo);
  } finally {
    await Deno.remove(zoo, { recursive: true });
  }
}

async function refuses(
  work: Promise<unknown>,
  code: ErrorCode,
  message: RegExp,
  hint = /./,
): Promise<void> {
  await assert.rejects(work, (error: unknown) => {
    assert.ok(error instanceof WeftError, String(error));
    assert.equal(error.code, code, error.message);
    assert.match(error.message, message);
    assert.match(error.hint, hint);
    return true;
  });
}

Deno.test("every file of the committed zoo has the size and hash in the manifest", async () => {
  const { models } = await readZoo();
  assert.deepEqual(Object.keys(models), ["lenet", "lenet-modified", "vae"]);
  for (const [name, { files, command, seed }] of Object.entries(models)) {
    for (const file of Object.keys(files)) await readZooFile(`zoo:${name}`, file);
    assert.match(command, new RegExp(`^deno task train --model ${name} --recipe best `));
    assert.equal(seed, 1);
  }
});

Deno.test("loadModel() reads a zoo at a path, a file URL or its text", () =>
  onCopy(async (zoo) => {
    for (const place of [zoo, `${zoo}/`, pathToFileURL(zoo), pathToFileURL(`${zoo}/`).href]) {
      const model = await loadModel("zoo:lenet", { zoo: place });
      assert.equal(model.name, "zoo:lenet");
      assert.equal(model.metadata.model, "lenet");
      await model.close();
    }
  }));

Deno.test("readZooFile() refuses a file that is damaged, cut short or exchanged", () =>
  onCopy(async (zoo) => {
    const path = join(zoo, "lenet", "model.onnx");
    const whole = await Deno.readFile(path);
    const flipped = whole.slice();
    flipped[100_000]! ^= 1;
    const other = await Deno.readFile(new URL("vae/encoder.onnx", COMMITTED));
    for (const bytes of [flipped, whole.subarray(0, 200_000), other]) {
      await Deno.writeFile(path, bytes);
      await refuses(
        loadModel("zoo:lenet", { zoo }),
        "model",
        /^Cannot use zoo:lenet: the SHA-256 of .*model\.onnx is not the one in zoo\.json/,
        /Restore the whole folder zoo/,
      );
    }
    await Deno.remove(path);
    await refuses(loadModel("zoo:lenet", { zoo }), "file", /^Cannot read .*lenet\/model\.onnx/);
  }));

Deno.test("an unknown name is refused with the names of the zoo", async () => {
  const known = /^Cannot find zoo:\w*: the zoo has zoo:lenet, zoo:lenet-modified, zoo:vae$/;
  await refuses(loadModel("zoo:lent"), "model", known, /Did you mean zoo:lenet\?/);
  await refuses(loadModel("zoo:toString"), "model", known, /Choose one of these/);
  await refuses(loadVae("zoo:"), "model", known);
});

Deno.test("a model of the other kind is refused with the function that loads it", async () => {
  await refuses(loadModel("zoo:vae"), "model", /has encoder.onnx and decoder.onnx/, /loadVae/);
  await refuses(loadVae("zoo:lenet"), "model", /has model\.onnx, no encoder/, /loadModel/);
  await refuses(loadVae("runs/vae"), "usage", /it has two files/, /zoo:vae/);
});

Deno.test("readZoo() refuses a missing zoo and a damaged manifest", () =>
  onCopy(async (zoo) => {
    for (const text of ["{", "null", '{"models":7}', "[]"]) {
      await Deno.writeTextFile(join(zoo, "zoo.json"), text);
      await refuses(readZoo({ zoo }), "model", /^Cannot read the zoo: .*zoo\.json is no manifest/);
    }
    await refuses(readZoo({ zoo: join(zoo, "nowhere") }), "file", /^Cannot read .*nowhere/);
    await refuses(readZoo({ zoo: "http://127.0.0.1:1/zoo" }), "network", /^Cannot fetch http/);
  }));

Deno.test("a model whose entry in the manifest is damaged is refused by its name", () =>
  onCopy(async (zoo) => {
    const { models } = await readZoo({ zoo });
    const file = { bytes: 3, sha256: "0" };
    const entries = [
      ...[null, 7, [], {}, { files: null }, { files: { "model.onnx": null } }],
      ...[{ files: { "model.onnx": { ...file, bytes: "3" } } }, { files: { "model.onnx": [] } }],
      ...[{ files: { "../vae/encoder.onnx": file } }, { files: { "/etc/passwd": file } }],
    ];
    for (const entry of entries) {
      const manifest = { models: { ...models, lenet: entry } };
      await Deno.writeTextFile(join(zoo, "zoo.json"), JSON.stringify(manifest));
      await refuses(
        loadModel("zoo:lenet", { zoo }),
        "model",
        /^Cannot use zoo:lenet: its entry in zoo\.json is damaged$/,
        /Restore the whole folder zoo/,
      );
      assert.equal(zooModel(await readZoo({ zoo }), "zoo:vae").title, models.vae!.title);
    }
  }));

Deno.test("a model whose name in the manifest leads out of the zoo is refused", () =>
  onCopy(async (zoo) => {
    const { models } = await readZoo({ zoo });
    const manifest = { models: { "../lenet": models.lenet, "..": models.lenet } };
    for (const name of Object.keys(manifest.models)) {
      await Deno.writeTextFile(join(zoo, "zoo.json"), JSON.stringify(manifest));
      await refuses(
        loadModel(`zoo:${name}`, { zoo }),
        "model",
        /its entry in zoo\.json is damaged/,
      );
    }
  }));

Deno.test("isZooName() tells names of the zoo from paths and addresses", () => {
  assert.ok(isZooName("zoo:lenet"));
  for (const other of ["zoo", "zoo/lenet", "https://zoo:80/", new URL("file:///zoo"), undefined]) {
    assert.ok(!isZooName(other));
  }
});
