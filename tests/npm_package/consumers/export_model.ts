import * as tf from "@tensorflow/tfjs";
import { exportOnnx, NCHW } from "weft/compiler";
import { classify, loadModel } from "weft";

/**
 * Exports a tfjs model that lies in files, and runs it. That tfjs can read the files is what
 * importing weft/compiler does.
 *
 * @param path Of the model.json.
 * @returns The label of a black image.
 */
export async function exportAndClassify(path: string): Promise<string> {
  const bytes = exportOnnx(await tf.loadLayersModel(`file://${path}`), {
    outputs: ["logits"],
    layouts: { image: NCHW },
    metadata: { labels: JSON.stringify(["bag", "coat"]) },
  });
  const model = await loadModel(bytes, { backend: "cpu" });
  const [result] = await classify(model, new Uint8Array(784));
  await model.close();
  return result!.label;
}
