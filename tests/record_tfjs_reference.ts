/**
 * Writes tfjs's results of training steps that are too slow for a test (minutes):
 *
 *     deno run -A tests/record_tfjs_reference.ts
 */

import { targets } from "../compiler/mod.ts";
import { adam, runTfjs, setUp, sgd } from "./classifier_steps.ts";

const model = "lenet-modified";
const target = targets.portable;
const reference = {
  [model]: {
    adam: runTfjs(setUp({ model, optimizer: adam, learningRate: 1e-3, target })),
    sgd: runTfjs(setUp({ model, optimizer: sgd, learningRate: 0.005, target })),
  },
};
await Deno.writeTextFile(
  new URL("tfjs_reference.json", import.meta.url),
  `${JSON.stringify(reference, null, 2)}\n`,
);
