import * as tf from "@tensorflow/tfjs";
import {
  compileModel,
  compileStep,
  NCHW,
  parameterNames,
  parametersOf,
  type Target,
} from "../../compiler/mod.ts";
import type { Vae } from "../../models/mod.ts";
import type { VaeConfig } from "../config.ts";
import { createOptimizer } from "../optimizer.ts";
import { runFiles } from "../run_files.ts";
import type { CompiledTraining } from "../training.ts";
import { vaeInputs, vaeStep } from "./step.ts";

/** Builds a VAE and compiles its training step, for batches of `batchSize`, and its files. */
export function compileVae(
  definition: Vae,
  config: Pick<VaeConfig, "seed" | "latent" | "optimizer" | "beta" | "klWarmUp">,
  batchSize: number,
  target: Target,
): CompiledTraining {
  const { seed, latent, beta, klWarmUp } = config;
  const layers = definition.build({ latent, seed });
  const { encoder, decoder } = layers;
  const parameters = [encoder, decoder].flatMap(parametersOf);
  const trainable = parameters.filter((parameter) => parameter.trainable);
  const optimizer = createOptimizer(trainable, config.optimizer);
  const names = parameterNames([...parameters, ...optimizer.slots]);
  const step = compileStep(
    vaeStep(layers, parameters, optimizer),
    vaeInputs(batchSize, latent),
    // With one channel NCHW has the bytes of NHWC; ONNX Runtime is slow where the last axis is 1.
    { names, target, layouts: { image: NCHW } },
  );
  const encoderFile = compileModel(encoder, {
    outputs: ["mean", "logvar"],
    layouts: { image: NCHW },
    names,
  });
  const decoderFile = compileModel({
    fn: ({ latent }) => {
      const logits = decoder.apply(latent!, { training: false }) as tf.Tensor;
      return { image: tf.transpose(tf.sigmoid(logits), [0, 3, 1, 2]) };
    },
    inputs: { latent: { shape: [null, latent], dtype: "float32" } },
  }, { names });
  const size = trainable.reduce((sum, { variable }) => sum + variable.size, 0);
  for (const { variable } of optimizer.slots) variable.dispose();
  encoder.dispose();
  decoder.dispose();
  return {
    step,
    parameters,
    size,
    noise: [{ name: "epsilon", size: batchSize * latent, draw: "normal" }],
    scalars: {
      // Linear from the first step on; without warm-up the full weight.
      klWeight: (done, perEpoch) => beta * Math.min(1, (done + 1) / (klWarmUp * perEpoch)),
    },
    files: (parameters, metadata) =>
      new Map([
        [runFiles.encoder, encoderFile.encode({ parameters, metadata })],
        [runFiles.decoder, decoderFile.encode({ parameters, metadata })],
      ]),
    scores: ({ loss, bce, kl }, steps) => ({
      loss: loss! / steps,
      bce: bce! / steps,
      kl: kl! / steps,
    }),
  };
}
