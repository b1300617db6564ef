import * as tf from "@tensorflow/tfjs";
import { createGenerator } from "../data/random.ts";
import { exportOnnx } from "./export.ts";
import { type DType, newData, sizeOf } from "./graph.ts";
import { assertClose, type Numbers, onTfjs, runModel } from "./testing/agrees_with_tfjs.ts";

/** An input whose first axis is the batch; integers lie below `below`. */
interface Input {
  readonly shape: readonly number[];
  readonly dtype?: DType;
  readonly below?: number;
}

type Compute = (inputs: Record<string, tf.Tensor>) => Record<string, tf.Tensor>;

const image: Input = { shape: [4, 6, 3] };
const tokens: Input = { shape: [5], dtype: "int32", below: 7 };
const table = tf.tensor2d(Float32Array.from({ length: 21 }, (_, i) => i / 7 - 1), [7, 3]);

const as4d = (x: tf.Tensor) => x as tf.Tensor4D;

/** Functions of a batch by description; each must give tfjs's results at any batch size. */
const functions: Readonly<Record<string, readonly [Record<string, Input>, Compute]>> = {
  "shapes": [{ x: image }, ({ x }) => ({
    matrix: tf.reshape(x!, [x!.shape[0], 72]),
    rows: tf.reshape(x!, [-1, 3]),
    expanded: tf.expandDims(x!, 1),
    transposed: tf.transpose(x!, [3, 0, 2, 1]),
    tiled: tf.tile(x!, [2, 1, 2, 1]),
    zeros: tf.add(tf.tile(tf.zeros([x!.shape[0], 1]), [1, 3]), tf.mean(x!, [1, 2])),
  })],
  "parts": [{ x: image }, ({ x }) => ({
    sliceSpatial: tf.slice(x!, [0, 1, 2], [-1, 2, 3]),
    strided: tf.stridedSlice(x!, [0, 3, 0, 2], [0, 0, 6, 0], [1, -2, 2, -1], 1, 1),
    last: tf.stridedSlice(x!, [0, -1], [0, 0], [1, 1], 1, 1, 0, 0, 2),
    reversed: tf.reverse(x!, [0, 2]),
    flipped: tf.image.flipLeftRight(as4d(x!)),
    padded: tf.slice(tf.pad(x!, [[1, 2], [0, 1], [0, 0], [0, 0]]), 1, [x!.shape[0]]),
    mirrored: tf.mirrorPad(x!, [[0, 0], [1, 2], [3, 0], [0, 0]], "reflect"),
  })],
  "joins": [{ x: image, y: image }, ({ x, y }) => {
    const [a, b] = tf.split(x!, [1, 2], 3) as [tf.Tensor, tf.Tensor];
    const [first, , third] = tf.unstack(y!, 1) as [tf.Tensor, tf.Tensor, tf.Tensor];
    return {
      images: tf.concat([x!, y!], 0),
      channels: tf.concat([b, y!, a], -1),
      packed: tf.stack([x!, y!], 1),
      rows: tf.mul(first, third),
    };
  }],
  "blocks": [{ x: image }, ({ x }) => ({
    there: tf.spaceToBatchND(x!, [2, 3], [[0, 0], [1, 2]]),
    back: tf.batchToSpaceND(
      tf.relu(tf.spaceToBatchND(x!, [2, 2], [[0, 0], [0, 0]])),
      [2, 2],
      [[1, 0], [0, 1]],
    ),
    deep: tf.depthToSpace(as4d(tf.concat([x!, x!, x!, x!], 3)), 2),
  })],
  "positions": [{ t: tokens, x: { shape: [5] } }, ({ t, x }) => ({
    embedded: tf.gather(table, t!),
    each: tf.gather(x!, tf.minimum(t!, tf.scalar(4, "int32")) as tf.Tensor1D, 1, 1),
    rows: tf.gatherND(x!, tf.stack([tf.zerosLike(t!), tf.minimum(t!, tf.scalar(4, "int32"))], 2)),
    hot: tf.oneHot(t as tf.Tensor1D, 7),
    counts: tf.denseBincount(t as tf.Tensor2D, x as tf.Tensor2D, 4),
    seen: tf.denseBincount(t as tf.Tensor2D, tf.tensor1d([]) as unknown as tf.Tensor2D, 4, true),
    sums: tf.scatterND(tf.reshape(t!, [-1, 1]), tf.reshape(x!, [-1]), [7]),
    top: tf.topk(x!, 2).values,
    where: tf.topk(x!, 2).indices,
    place: tf.searchSorted(tf.add(tf.slice(x!, [0, 0], [-1, 1]), tf.range(-1, 3)), x!),
  })],
  "ranges": [{ t: tokens, x: { shape: [7] } }, ({ t, x }) => {
    const batch = t!.shape[0]!;
    const rows = tf.range(0, batch, 1, "int32");
    const pairs = tf.stack([tf.tile(tf.reshape(rows, [-1, 1]), [1, 5]), t!], 2);
    return {
      numbered: tf.add(x!, tf.reshape(tf.range(0, batch), [-1, 1])),
      backwards: tf.gather(x!, tf.range(batch - 1, -1, -1, "int32")),
      every: tf.mul(tf.range(2, 3 * batch + 2, 3), tf.sum(x!, 1)),
      chosen: tf.gatherND(x!, pairs),
    };
  }],
  "the gradient of an embedding": [{ t: tokens }, ({ t }) => ({
    gradient: tf.grad((rows) => tf.square(tf.sum(tf.gather(rows, t!), 1)))(table),
  })],
  "resized images and their gradients": [{ x: image }, ({ x }) => {
    const resized = {
      repeated: (x: tf.Tensor) => tf.image.resizeNearestNeighbor(as4d(x), [8, 12]),
      nearest: (x: tf.Tensor) => tf.image.resizeNearestNeighbor(as4d(x), [7, 5]),
      smooth: (x: tf.Tensor) => tf.image.resizeBilinear(as4d(x), [7, 9], true),
    };
    return Object.fromEntries(
      Object.entries(resized).flatMap(([name, resize]) => [
        [name, resize(x!)],
        [`${name}'`, tf.grad((x) => tf.square(resize(x)))(x!)],
      ]),
    );
  }],
  "moved images": [{ x: image, transforms: { shape: [8] } }, ({ x, transforms }) => ({
    rotated: tf.image.rotateWithOffset(as4d(x!), 0.4),
    each: tf.image.transform(as4d(x!), tf.add(transforms!, 0.5) as tf.Tensor2D, "bilinear"),
    all: tf.image.transform(as4d(x!), tf.tensor2d([[0, 1, 0, 1, 0, 0, 0, 0]])),
  })],
  "crops": [
    { x: image, boxes: { shape: [4] }, which: { shape: [], dtype: "int32", below: 3 } },
    ({ x, boxes, which }) => ({
      crops: tf.image.cropAndResize(
        as4d(x!),
        boxes as tf.Tensor2D,
        which as tf.Tensor1D,
        [3, 2],
        "bilinear",
        -1,
      ),
    }),
  ],
};

const BATCHES = [1, 2, 5];

for (const [what, [inputs, fn]] of Object.entries(functions)) {
  Deno.test(`${what} have a symbolic batch`, async () => {
    const types = Object.fromEntries(
      Object.entries(inputs).map(([name, { shape, dtype = "float32" }]) => [
        name,
        { shape: [null, ...shape], dtype },
      ]),
    );
    const bytes = exportOnnx({ fn, inputs: types });
    for (const batch of BATCHES) {
      const generator = createGenerator(3, batch);
      const feeds = Object.fromEntries(
        Object.entries(inputs).map(([name, input]): [string, Numbers] => {
          const { dtype = "float32", below } = input;
          const shape = [batch, ...input.shape];
          const data = newData(dtype, sizeOf(shape)).map(() =>
            below ? generator.below(below) : 2 * generator.uniform() - 1
          );
          return [name, { shape, dtype, data }];
        }),
      );
      const expected = onTfjs(fn, feeds);
      assertClose(await runModel(bytes, feeds), expected, 1e-5, `batch ${batch}: `);
    }
  });
}
