import assert from "node:assert/strict";
import { join } from "node:path";
import { CLASS_NAMES, OFFICIAL_FILES } from "./fashion_mnist.ts";
import { needs } from "../tests/needs.ts";
import { loadDataset } from "./load.ts";

const real = Deno.env.get("FASHION_MNIST_DIR")!;

Deno.test({
  name: "loadDataset() reads and verifies the real Fashion-MNIST",
  ...needs("real images"),
  async fn() {
    const dataset = await loadDataset({ data: real });
    assert.equal(dataset.name, "fashion-mnist");
    assert.deepEqual([dataset.verified, dataset.synthetic], [true, false]);
    assert.equal(dataset.classes, CLASS_NAMES);
    assert.deepEqual([dataset.train.count, dataset.test.count], [60_000, 10_000]);
    assert.deepEqual([...dataset.train.labels.subarray(0, 5)], [9, 0, 0, 3, 0]);
    assert.deepEqual([...dataset.test.labels.subarray(0, 5)], [9, 2, 1, 1, 6]);
    const { train, test } = OFFICIAL_FILES;
    for (const { name, sha256 } of [train.images, train.labels, test.images, test.labels]) {
      assert.equal(dataset.hashes[name], sha256);
    }
  },
});

Deno.test({
  name: "loadDataset() downloads into the cache once and then reads from it",
  ...needs("real images"),
  async fn() {
    const folder = await Deno.makeTempDir({ prefix: "weft-cache-" });
    let requests = 0;
    const server = Deno.serve(
      { port: 0, hostname: "127.0.0.1", onListen: () => {} },
      async (request) => {
        requests++;
        return new Response(await Deno.readFile(join(real, new URL(request.url).pathname)));
      },
    );
    try {
      const progress: string[] = [];
      const load = () =>
        loadDataset({
          data: "auto",
          splits: ["test"],
          environment: (name) => name === "XDG_CACHE_HOME" ? folder : undefined,
          download: { mirrors: [`http://127.0.0.1:${server.addr.port}/`] },
          onProgress: (file) => progress.push(file),
        });
      const first = await load();
      assert.equal(first.name, "fashion-mnist");
      assert.equal(requests, 2);
      assert.ok(progress.includes("t10k-images-idx3-ubyte"));
      const second = await load();
      assert.equal(requests, 2);
      assert.deepEqual(second.test.labels, first.test.labels);

      // A damaged file is fetched again, the sound one is not.
      const path = join(folder, "weft", "fashion-mnist", "t10k-labels-idx1-ubyte.gz");
      await Deno.writeTextFile(path, "damaged");
      assert.equal((await load()).verified, true);
      assert.equal(requests, 3);
    } finally {
      await server.shutdown();
      await Deno.remove(folder, { recursive: true });
    }
  },
});
