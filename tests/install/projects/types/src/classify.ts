import { classify, curves, loadModel, type Model, pca, readImage, scatter, tsne } from "weft-ml";

/** Uses the entry that needs no tfjs: a sandal's label, and a map as SVG. */
export async function useWeft(bytes: Uint8Array): Promise<string> {
  const model: Model = await loadModel("zoo:lenet", { backend: "wasm" });
  const [result] = await classify(model, await readImage(bytes, "sandal.png"));
  await model.close();
  const features = new Float32Array(100);
  const { coordinates } = pca(features, { count: 50, dimensions: 2 });
  const map = await tsne(features, { count: 50, dimensions: 2 });
  const svg: string = scatter(map, { labels: new Uint8Array(50), title: `${coordinates.length}` });
  return `${result!.label} ${svg}`;
}
