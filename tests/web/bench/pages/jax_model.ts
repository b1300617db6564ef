// This module is browser compatible.
import { lax, nn, numpy as np } from "@jax-js/jax";
import { LENET } from "../../../../models/lenet.ts";
import type { LenetShape } from "../../../../models/lenet_family.ts";
import { MODIFIED } from "../../../../models/lenet_modified.ts";
import { normalisation } from "../../../../models/normalisation.ts";
import type { Weights } from "./jax_weights.ts";

const SHAPES: Readonly<Record<string, LenetShape>> = { lenet: LENET, "lenet-modified": MODIFIED };

/** Layers that pooling follows, as in `models/lenet_family.ts`. */
const POOLINGS = 2;
const EPSILON = 1e-5;
/** Axes of NCHW that batch normalisation takes means over. */
const OVER = { axes: [0, 2, 3], keep: { keepdims: true } };

/**
 * The mean cross-entropy of a batch by a member of LeNet's family, as `models/lenet_family.ts` and
 * `train/classifier/step.ts` have it.
 */
export function lossOf(name: string, batch: number) {
  const { convolutions, batchNormalisation, units } = SHAPES[name]!;
  return (weights: Weights, image: np.Array, hot: np.Array): np.Array => {
    const pixels = image.mul(normalisation.scale / 255).add(normalisation.offset);
    let x = np.pad(pixels, [[0, 0], [0, 0], [2, 2], [2, 2]]);
    convolutions.forEach(({ padding }, i) => {
      const kernel = weights[`conv${i + 1}/kernel`]!;
      x = lax.convGeneralDilated(x, kernel, [1, 1], padding === "same" ? "SAME" : "VALID");
      x = batchNormalisation
        ? normalise(
          x,
          perChannel(weights[`bn${i + 1}/gamma`]!),
          perChannel(weights[`bn${i + 1}/beta`]!),
        )
        : x.add(perChannel(weights[`conv${i + 1}/bias`]!));
      x = nn.relu(x);
      if (i < POOLINGS) x = lax.reduceWindow(x, (window) => np.max(window), [2, 2], [2, 2]);
    });
    x = x.reshape([batch, -1]);
    for (let i = 1; i <= units.length + 1; i++) {
      x = np.matmul(x, weights[`fc${i}/kernel`]!).add(weights[`fc${i}/bias`]!);
      if (i <= units.length) x = nn.relu(x);
    }
    return nn.logSoftmax(x).mul(hot).sum().mul(-1 / batch);
  };
}

const perChannel = (values: np.Array) => values.reshape([1, -1, 1, 1]);

function normalise(x: np.Array, gamma: np.Array, beta: np.Array): np.Array {
  const centred = x.sub(np.mean(x.ref, OVER.axes, OVER.keep));
  const variance = np.mean(np.square(centred.ref), OVER.axes, OVER.keep);
  return centred.mul(np.reciprocal(np.sqrt(variance.add(EPSILON)))).mul(gamma).add(beta);
}
