import * as tf from "@tensorflow/tfjs";

/** model.json of a small layers model, as `model.save()` writes it. */
export async function smallModel(): Promise<Uint8Array> {
  const model = tf.sequential({
    layers: [
      tf.layers.conv2d({ inputShape: [8, 8, 1], filters: 2, kernelSize: 3, activation: "relu" }),
      tf.layers.flatten(),
      tf.layers.dense({ units: 3 }),
    ],
  });
  let json: unknown;
  await model.save(tf.io.withSaveHandler(({ modelTopology, weightSpecs, format }) => {
    const weightsManifest = [{ paths: ["weights.bin"], weights: weightSpecs }];
    json = { format, modelTopology, weightsManifest };
    return Promise.resolve({
      modelArtifactsInfo: { dateSaved: new Date(0), modelTopologyType: "JSON" },
    });
  }));
  model.dispose();
  return new TextEncoder().encode(JSON.stringify(json));
}
