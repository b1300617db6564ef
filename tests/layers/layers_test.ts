import assert from "node:assert/strict";
import { join } from "node:path";
import { ROOT } from "../../root.ts";
import { checkLayers, circlesOf } from "./check_layers.ts";
import { importsOf } from "./imports.ts";
import { ROOMS } from "./rooms.ts";
import { roomsTable } from "./rooms_table.ts";

Deno.test("importsOf() finds static, dynamic and type imports, workers and packages", () => {
  const text = `
    import type { A } from "./a.ts";
    export { b } from "../b.ts";
    const c = await import("./deep/c.ts");
    new Worker(new URL("./worker.ts", import.meta.url), { type: "module" });
    const module = new URL(
      "../web/later_worker.ts",
      import.meta.url,
    );
    /**
     * const module = new URL("./example_worker.ts", import.meta.url);
     */
    import { join } from "node:path";
    import jpeg from "jpeg-js/lib/decoder.js";
    import * as tf from "@tensorflow/tfjs";
    import { runtime } from "#host";`;
  const { files, packages } = importsOf("infer/main.ts", text);
  assert.deepEqual(files.slice(0, 3), ["infer/a.ts", "b.ts", "infer/deep/c.ts"]);
  assert.ok(files.includes("infer/worker.ts") && files.includes("web/later_worker.ts"));
  assert.ok(!files.includes("infer/example_worker.ts"));
  assert.equal(files.filter((file) => file.startsWith("runtime/")).length, 2, "#host in two hosts");
  assert.deepEqual(packages, ["jpeg-js", "@tensorflow/tfjs"]);
});

const imports = (file: string, files: string[], packages: string[] = []) => ({
  file,
  files,
  packages,
});

Deno.test("checkLayers() refuses an import from a room above, of another command, or of a package", () => {
  const faults = (...args: Parameters<typeof imports>) => checkLayers([imports(...args)]);
  assert.match(faults("viz/pca.ts", ["infer/classify.ts"])[0]!, /viz\/ may not import infer/);
  assert.match(faults("commands/viz/main.ts", ["commands/infer/spec.ts"])[0]!, /may not import/);
  assert.match(faults("infer/vae/vae.ts", [], ["@tensorflow/tfjs"])[0]!, /may not import @tensor/);
  assert.match(faults("train/run.ts", ["compiler/testing/mutate.ts"])[0]!, /may not import/);
  assert.match(faults("docs/examples/a.ts", ["train/config.ts"])[0]!, /may not import/);
  assert.match(faults("attic/a.ts", [])[0]!, /belongs to no room/);
});

Deno.test("checkLayers() allows what the table allows, and any import of unit tests", () => {
  const faults = checkLayers([
    imports("infer/classify.ts", ["runtime/session.ts", "error.ts", "infer/softmax.ts"]),
    imports("commands/report/main.ts", ["commands/parity/measure.ts", "commands/report/spec.ts"]),
    imports("commands/viz/main.ts", ["commands/viz/spec.ts", "infer/find_model.ts"]),
    imports("docs/examples/a.ts", ["train/mod.ts", "compiler/mod.ts", "data/load.ts"]),
    imports("onnx/encode_test.ts", ["runtime/session.ts"]),
  ]);
  assert.deepEqual(faults, []);
});

Deno.test("circlesOf() finds files that import each other through others, and nothing else", () => {
  const circles = circlesOf([
    imports("a.ts", ["b.ts", "d.ts"]),
    imports("b.ts", ["c.ts"]),
    imports("c.ts", ["a.ts"]),
    imports("d.ts", ["e.ts"]),
    imports("e.ts", []),
  ]);
  assert.deepEqual(circles, [["a.ts", "b.ts", "c.ts"]]);
});

Deno.test("CONTRIBUTING.md prints the table of rooms", async () => {
  const text = await Deno.readTextFile(join(ROOT, "CONTRIBUTING.md"));
  assert.ok(text.includes(roomsTable()), `expected this table:\n${roomsTable()}`);
});

Deno.test("there are at most 14 top-level folders, and each has a room", () => {
  const folders = [...Deno.readDirSync(ROOT)].filter(({ name, isDirectory }) =>
    isDirectory && !name.startsWith(".") &&
    !["node_modules", "runs", "report", "npm"].includes(name)
  ).map(({ name }) => name);
  assert.ok(folders.length <= 14, folders.join(" "));
  const known = new Set(ROOMS.map(({ path }) => path.split("/")[0]));
  assert.deepEqual(folders.filter((name) => !known.has(name)), []);
});
