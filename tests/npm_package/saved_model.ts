import * as tf from "@tensorflow/tfjs";
import { join } from "node:path";

/**
 * Saves a classifier that says `coat` of a black image, in the files that tfjs-node's
 * `model.save()` writes.
 *
 * @returns The path of its model.json.
 */
export async function saveTfjsModel(folder: string): Promise<string> {
  const image = tf.input({ shape: [28, 28, 1], name: "image" });
  const biasInitializer = tf.initializers.constant({ value: 0.25 });
  const flat = tf.layers.flatten().apply(image);
  const bag = tf.layers.dense({ units: 1 }).apply(flat) as tf.SymbolicTensor;
  const coat = tf.layers.dense({ units: 1, biasInitializer }).apply(flat) as tf.SymbolicTensor;
  const logits = tf.layers.concatenate({ name: "logits" }).apply([bag, coat]) as tf.SymbolicTensor;
  const path = join(folder, "model.json");
  await tf.model({ inputs: image, outputs: logits }).save({
    save: async ({ modelTopology, weightSpecs, weightData }) => {
      const weightsManifest = [{ paths: ["weights.bin"], weights: weightSpecs }];
      await Deno.writeTextFile(path, JSON.stringify({ modelTopology, weightsManifest }));
      await Deno.writeFile(join(folder, "weights.bin"), new Uint8Array(weightData as ArrayBuffer));
      return { modelArtifactsInfo: { dateSaved: new Date(), modelTopologyType: "JSON" } };
    },
  });
  return path;
}
