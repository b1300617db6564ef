import assert from "node:assert/strict";
import { loadDataset } from "../data/load.ts";
import { loadModel } from "../infer/load_model.ts";
import { prepareImage } from "../infer/pictures/prepare_image.ts";
import { runLogits } from "../infer/run_logits.ts";
import { argmax } from "../infer/softmax.ts";
import { BACKGROUND_NAMES, photograph } from "../infer/pictures/testing/photograph.ts";
import { say } from "./command.ts";
import { needs } from "./needs.ts";
import { IMAGE_PIXELS } from "../data/image.ts";

/** Cloth of three colours: where a negative of Fashion-MNIST is black, and where it is white. */
const DYES = [
  [[226, 226, 232], [24, 40, 112]],
  [[214, 150, 90], [112, 34, 18]],
  [[222, 216, 208], [44, 40, 52]],
] as const;

Deno.test(
  "the zoo's modified LeNet classifies garments in photographs",
  needs("real images"),
  async () => {
    const folder = Deno.env.get("FASHION_MNIST_DIR")!;
    const { test } = await loadDataset({ data: folder, splits: ["test"] });
    const shots = BACKGROUND_NAMES.flatMap((background, row) =>
      Array.from({ length: 6 }, (_, i) => ({ background, n: 6 * row + i, dye: DYES[i % 3]! }))
    );
    const images = new Uint8Array(IMAGE_PIXELS * shots.length);
    shots.forEach(({ background, n, dye }, i) => {
      const garment = test.images.subarray(IMAGE_PIXELS * n, IMAGE_PIXELS * (n + 1));
      const at = [0.42 + 0.04 * (i % 5), 0.58 - 0.05 * (i % 4)] as const;
      const shot = photograph({ garment, background, dye, at, width: 240, height: 320 });
      images.set(prepareImage(shot.pixels), IMAGE_PIXELS * i);
    });
    const model = await loadModel("zoo:lenet-modified", { backend: "cpu" });
    const { logits } = await runLogits(model, images);
    await model.close();
    const right = shots.filter(({ n }, i) => argmax(logits, 10 * i, 10) === test.labels[n]).length;
    const share = right / shots.length;
    say(`${right} of ${shots.length} photographs are classified right`);
    // When garments are cut out by brightness alone, 11 of the 54 are right.
    assert.ok(share > 0.7, `${share}`);
  },
);
