// This module is browser compatible.

import * as tf from "@tensorflow/tfjs";

/** The result of a layer for its inputs, and for the mask of the first one. */
type Call = (
  inputs: tf.Tensor[],
  config: tf.serialization.ConfigDict,
  mask: tf.Tensor | null,
) => tf.Tensor;

/** The shape of that result. */
type OutputShape = (shapes: tf.Shape[], config: tf.serialization.ConfigDict) => tf.Shape;

const sameShape: OutputShape = ([shape]) => shape!;

/** The longest shape; a length is 1 where it is broadcast. */
const broadcast: OutputShape = (shapes) => {
  const longest = shapes.reduce((a, b) => b.length > a.length ? b : a);
  return longest.map((length, axis) => {
    const lengths = shapes.map((shape) => shape.at(axis - longest.length));
    return lengths.find((each) => each !== 1 && each !== null) ?? length;
  });
};

/** The axes of a channels-last tensor between the batch and the channels. */
const spatialAxes = ({ rank }: tf.Tensor) => Array.from({ length: rank - 2 }, (_, i) => i + 1);

const pooledShape: OutputShape = ([shape], { keepdims }) =>
  keepdims ? shape!.map((n, i) => i === 0 || i === shape!.length - 1 ? n : 1) : [
    shape![0]!,
    shape!.at(-1)!,
  ];

/**
 * Layers of Keras 3 that tfjs does not have, or computes in another way: the result and its shape.
 * Their names have a prefix, so that they hide no layer of tfjs or of a user.
 */
const ADDED: Readonly<Record<string, readonly [Call, OutputShape]>> = {
  // Layers that do nothing but while training.
  Identity: [([x]) => tf.clone(x!), sameShape],
  Subtract: [([a, b]) => tf.sub(a!, b!), broadcast],
  Resizing: [
    ([x], { height, width, interpolation }) => {
      const size: [number, number] = [height as number, width as number];
      const image = x as tf.Tensor4D;
      return interpolation === "nearest"
        ? tf.image.resizeNearestNeighbor(image, size, false, true)
        : tf.image.resizeBilinear(image, size, false, true);
    },
    ([shape], { height, width }) => [shape![0]!, height as number, width as number, shape![3]!],
  ],
  UnitNormalization: [
    ([x], { axis }) => {
      const square = tf.sum(tf.square(x!), axis as number, true);
      return tf.mul(x!, tf.rsqrt(tf.maximum(square, 1e-12)));
    },
    sameShape,
  ],
  UpSampling2D: [
    ([x], { size }) => {
      const [height, width] = x!.shape.slice(1, 3) as [number, number];
      const [rows, columns] = size as [number, number];
      const image = x as tf.Tensor4D;
      return tf.image.resizeBilinear(image, [height * rows, width * columns], false, true);
    },
    ([shape], { size }) => {
      const [rows, columns] = size as [number, number];
      const [batch, height, width, channels] = shape!;
      return [batch!, height! * rows, width! * columns, channels!];
    },
  ],
  // Ends a mask that Keras does not hand on.
  Unmasked: [([x]) => tf.clone(x!), sameShape],
  GlobalAveragePooling: [
    ([x], { keepdims }, mask) => {
      if (!mask) return tf.mean(x!, spatialAxes(x!), keepdims as boolean);
      const share = tf.expandDims(tf.cast(mask, "float32"), -1);
      const sum = tf.sum(tf.mul(x!, share), 1, keepdims as boolean);
      return tf.div(sum, tf.sum(share, 1, keepdims as boolean));
    },
    pooledShape,
  ],
  GlobalMaxPooling: [
    ([x], { keepdims }) => tf.max(x!, spatialAxes(x!), keepdims as boolean),
    pooledShape,
  ],
  ClippedReLU: [
    ([x], { maximum, slope, threshold }) => {
      const over = tf.sub(x!, threshold as number);
      const low = tf.mul(over, slope as number);
      const high = maximum === null ? x! : tf.minimum(x!, maximum as number);
      return tf.where(tf.greaterEqual(x!, threshold as number), high, low);
    },
    sameShape,
  ],
};

/** The layers of {@linkcode ADDED} whose outputs have the mask of their input. */
const MASKED: ReadonlySet<string> = new Set([
  ...["Identity", "Subtract", "UnitNormalization", "ClippedReLU"],
]);

/** The name under which tfjs knows a layer of {@linkcode ADDED}. */
export function addedClass(name: string): string {
  return `keras3.${name}`;
}

/** Registers the layers with tfjs. */
export function registerAddedLayers(): void {
  for (const [name, [call, outputShape]] of Object.entries(ADDED)) {
    tf.serialization.registerClass(
      class extends tf.layers.Layer {
        static readonly className = addedClass(name);
        #config: tf.serialization.ConfigDict;
        constructor(config: ConstructorParameters<typeof tf.layers.Layer>[0]) {
          super(config);
          this.supportsMasking = true;
          this.#config = { ...config } as unknown as tf.serialization.ConfigDict;
        }
        override call(
          inputs: tf.Tensor | tf.Tensor[],
          { mask }: { mask?: tf.Tensor | null } = {},
        ): tf.Tensor {
          return tf.tidy(() => call([inputs].flat(), this.#config, mask ?? null));
        }
        override computeMask(
          inputs: tf.Tensor | tf.Tensor[],
          mask?: tf.Tensor | tf.Tensor[],
        ): tf.Tensor | tf.Tensor[] {
          // tfjs's type has no null, which its layers return.
          return MASKED.has(name) ? super.computeMask(inputs, mask) : null as unknown as tf.Tensor;
        }
        override computeOutputShape(shape: tf.Shape | tf.Shape[]): tf.Shape {
          const shapes = Array.isArray(shape[0]) ? shape as tf.Shape[] : [shape as tf.Shape];
          return outputShape(shapes, this.#config);
        }
        override getConfig(): tf.serialization.ConfigDict {
          return { ...this.#config, ...super.getConfig() };
        }
      },
    );
  }
}
