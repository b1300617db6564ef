import * as tf from "@tensorflow/tfjs";
import { exportOnnx, NCHW } from "weft-ml/compiler";
import { classify, loadModel } from "weft-ml";

/**
 * Exports a tfjs model from files and runs it. In Node, tfjs reads `file://` addresses only because
 * weft-ml/compiler is imported.
 *
 * @param path The path of the model.json.
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
