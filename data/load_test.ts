import assert from "node:assert/strict";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { WeftError } from "../error.ts";
import { CLASS_NAMES } from "./fashion_mnist.ts";
import { encodeIdx } from "./idx.ts";
import { loadDataset } from "./load.ts";
import { IMAGE_PIXELS } from "./image.ts";

type Files = Record<string, Uint8Array<ArrayBuffer>>;

const images = (count: number) =>
  encodeIdx([count, 28, 28], Uint8Array.from({ length: count * IMAGE_PIXELS }, (_, i) => i & 255));
const labels = (count: number) =>
  encodeIdx([count], Uint8Array.from({ length: count }, (_, i) => i % 10));

/** A folder of the right kind that is not Fashion-MNIST. */
const OTHER: Files = {
  "train-images-idx3-ubyte": images(30),
  "train-labels-idx1-ubyte.gz": new Uint8Array(gzipSync(labels(30))),
  "t10k-images-idx3-ubyte.gz": new Uint8Array(gzipSync(images(20))),
  "t10k-labels-idx1-ubyte": labels(20),
};

async function withFolder(files: Files, run: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "weft-load-" });
  try {
    for (const [name, bytes] of Object.entries(files)) {
      await Deno.writeFile(join(folder, name), bytes);
    }
    await run(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** Asserts that these files, read with `unverified`, are refused with a message and a hint. */
async function assertRefused(changes: Files, message: RegExp): Promise<void> {
  await withFolder({ ...OTHER, ...changes }, async (folder) => {
    await assert.rejects(loadDataset({ data: folder, unverified: true }), (error) => {
      assert.ok(error instanceof WeftError);
      assert.equal(error.code, "data");
      assert.match(error.message, message);
      assert.match(error.message, /^Cannot (use|read) \S+weft-load-/);
      assert.ok(error.hint.length > 0);
      return true;
    });
  });
}

Deno.test("loadDataset() accepts other files with unverified, and gives a notice", async () => {
  await withFolder(OTHER, async (folder) => {
    const notices: string[] = [];
    const onNotice = (line: string) => notices.push(line);
    const dataset = await loadDataset({ data: folder, unverified: true, onNotice });
    assert.equal(dataset.name, "custom");
    assert.deepEqual([dataset.verified, dataset.synthetic], [false, false]);
    assert.match(dataset.title, /unverified/);
    assert.equal(dataset.source, folder);
    assert.deepEqual([dataset.train.count, dataset.test.count], [30, 20]);
    assert.equal(dataset.train.images.length, 30 * IMAGE_PIXELS);
    assert.equal(dataset.test.labels[13], 3);
    assert.equal(Object.keys(dataset.hashes).length, 4);
    assert.match(notices.join(), /not Fashion-MNIST; using them unverified/);
  });
});

Deno.test("loadDataset() refuses files that are not Fashion-MNIST", async () => {
  await withFolder(OTHER, async (folder) => {
    await assert.rejects(loadDataset({ data: folder }), (error) => {
      assert.ok(error instanceof WeftError);
      assert.equal(error.code, "data");
      assert.match(error.message, /not Fashion-MNIST, its raw content has SHA-256 [0-9a-f]{64}/);
      assert.match(error.hint, /--unverified/);
      return true;
    });
  });
});

Deno.test("loadDataset() reads only the files of the requested splits", async () => {
  const { "t10k-images-idx3-ubyte.gz": a, "t10k-labels-idx1-ubyte": b } = OTHER;
  const files = { "t10k-images-idx3-ubyte.gz": a!, "t10k-labels-idx1-ubyte": b! };
  await withFolder(files, async (folder) => {
    const dataset = await loadDataset({ data: folder, unverified: true, splits: ["test"] });
    assert.deepEqual([dataset.train.count, dataset.test.count], [0, 20]);
    await assert.rejects(loadDataset({ data: folder, unverified: true }), {
      code: "file",
      message: /expected train-images-idx3-ubyte and train-labels-idx1-ubyte/,
    });
  });
});

Deno.test("loadDataset() refuses counts of images and labels that differ", async () => {
  await assertRefused({ "t10k-labels-idx1-ubyte": labels(19) }, /expected 20 labels.*got 19/);
});

Deno.test("loadDataset() refuses a label without a class", async () => {
  const wrong = encodeIdx([20], new Uint8Array(20).fill(10, 7));
  await assertRefused({ "t10k-labels-idx1-ubyte": wrong }, /from 0 to 9, got 10 at position 7/);
});

Deno.test("loadDataset() refuses images that are not 28x28, and none at all", async () => {
  const name = "train-images-idx3-ubyte";
  await assertRefused(
    { [name]: encodeIdx([1, 32, 32], new Uint8Array(1024)) },
    /got \[1, 32, 32\]/,
  );
  await assertRefused(
    { [name]: encodeIdx([IMAGE_PIXELS], new Uint8Array(IMAGE_PIXELS)) },
    /got \[784\]/,
  );
  await assertRefused({ [name]: images(0) }, /got \[0, 28, 28\]/);
});

Deno.test("loadDataset() refuses labels that are images", async () => {
  await assertRefused(
    { "t10k-labels-idx1-ubyte": images(1) },
    /expected labels of shape \[count\]/,
  );
});

Deno.test("loadDataset() refuses truncated, oversized and corrupt files", async () => {
  const name = "train-images-idx3-ubyte";
  await assertRefused({ [name]: images(30).slice(0, -5) }, /truncated/);
  await assertRefused({ [name]: Uint8Array.of(...images(30), 1) }, /1 bytes more/);
  await assertRefused({ [name]: new TextEncoder().encode("<html></html>") }, /magic number/);
  const cut = OTHER["t10k-images-idx3-ubyte.gz"]!.slice(0, -20);
  await assertRefused({ "t10k-images-idx3-ubyte.gz": cut }, /corrupt or cut short/);
});

Deno.test("loadDataset() never falls back from a folder or from FASHION_MNIST_DIR", async () => {
  const environment = (name: string) => name === "FASHION_MNIST_DIR" ? "/no/such" : "/tmp";
  await assert.rejects(loadDataset({ data: "auto", environment }), {
    code: "file",
    message: "Cannot read the folder /no/such of FASHION_MNIST_DIR: no such folder",
  });
  await assert.rejects(loadDataset({ data: "/nor/this", environment }), {
    code: "file",
    message: "Cannot read the data folder /nor/this: no such folder",
  });
});

Deno.test("loadDataset() draws the synthetic set and says what it is", async () => {
  const syntheticSizes = { train: 50, test: 20 };
  const dataset = await loadDataset({ data: "synthetic", syntheticSizes });
  assert.equal(dataset.name, "fashion-mnist-synthetic");
  assert.deepEqual([dataset.synthetic, dataset.verified], [true, false]);
  assert.match(dataset.title, /[Ss]ynthetic/);
  assert.deepEqual([dataset.train.count, dataset.test.count], [50, 20]);
  assert.equal(dataset.classes, CLASS_NAMES);
  const again = await loadDataset({ data: "synthetic", syntheticSizes, splits: ["test"] });
  assert.equal(again.train.count, 0);
  assert.deepEqual(again.test.images, dataset.test.images);
  assert.equal(again.hashes["test-images"], dataset.hashes["test-images"]);
});

Deno.test("loadDataset() without a network uses the synthetic set with a notice", async () => {
  await withFolder({}, async (folder) => {
    const notices: string[] = [];
    const dataset = await loadDataset({
      data: "auto",
      syntheticSizes: { train: 20, test: 10 },
      environment: (name) => name === "XDG_CACHE_HOME" ? folder : undefined,
      download: { mirrors: ["http://127.0.0.1:1/"] },
      onNotice: (line) => notices.push(line),
    });
    assert.equal(dataset.synthetic, true);
    assert.match(notices.join("\n"), /Cannot download .*Using the synthetic set instead/);
  });
});

Deno.test("loadDataset() fetches a damaged file of the cache again", async () => {
  await withFolder({}, async (folder) => {
    const cache = join(folder, "weft", "fashion-mnist");
    await Deno.mkdir(cache, { recursive: true });
    await Deno.writeTextFile(join(cache, "t10k-labels-idx1-ubyte.gz"), "damaged");
    const notices: string[] = [];
    const dataset = await loadDataset({
      data: "auto",
      splits: ["test"],
      syntheticSizes: { test: 10 },
      environment: (name) => name === "XDG_CACHE_HOME" ? folder : undefined,
      download: { mirrors: ["http://127.0.0.1:1/"] },
      onNotice: (line) => notices.push(line),
    });
    assert.equal(dataset.synthetic, true);
    assert.match(notices[0]!, /t10k-labels-idx1-ubyte\.gz.*It will be downloaded again/);
    assert.equal(await Deno.readTextFile(join(cache, "t10k-labels-idx1-ubyte.gz")), "damaged");
  });
});

Deno.test("loadDataset() passes an abort on instead of falling back", async () => {
  await withFolder({}, async (folder) => {
    const signal = AbortSignal.abort(new Error("Ctrl-C"));
    const environment = (name: string) => name === "XDG_CACHE_HOME" ? folder : undefined;
    await assert.rejects(loadDataset({ data: "auto", environment, signal }), /Ctrl-C/);
  });
});
