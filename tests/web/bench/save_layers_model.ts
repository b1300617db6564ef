import * as tf from "@tensorflow/tfjs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";

/** Writes a model into a folder as TensorFlow.js does: `model.json` and `weights.bin`. */
export async function saveLayersModel(model: tf.LayersModel, folder: string): Promise<void> {
  await model.save(tf.io.withSaveHandler(async ({ modelTopology, weightSpecs, weightData }) => {
    const weightsManifest = [{ paths: ["weights.bin"], weights: weightSpecs }];
    await writeFile(join(folder, "model.json"), JSON.stringify({ modelTopology, weightsManifest }));
    const bytes = tf.io.CompositeArrayBuffer.join(weightData);
    await writeFile(join(folder, "weights.bin"), new Uint8Array(bytes));
    return { modelArtifactsInfo: { dateSaved: new Date(), modelTopologyType: "JSON" } };
  }));
}
