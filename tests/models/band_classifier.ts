import { IMAGE_PIXELS } from "../../data/image.ts";
import { elementData } from "../../onnx/element_type.ts";
import { encodeModel } from "../../onnx/encode.ts";
import { makeGraph, makeModel, makeNode, makeTensor, type ValueInfo } from "../../onnx/make.ts";

/** The width of the band classifier's embedding: the mean of each pair of rows. */
export const BANDS = 14;

/** Differences from a valid classifier. */
export interface BandClassifierOptions {
  /** First dimension of the input. Default the symbol `batch`. */
  readonly batch?: string | number;
  /** Name of the input. Default `image`. */
  readonly input?: string;
  /** True to have the output `embedding`. Default true. */
  readonly embedding?: boolean;
  /** The file's metadata. Default ten labels `band 0`… as JSON. */
  readonly metadata?: Readonly<Record<string, string>>;
}

/**
 * Makes the smallest classifier with an answer that a reader can work out, for tests: class k means
 * that rows 2k and 2k + 1 are the brightest. `embedding` [batch,14] is the mean of each pair of
 * rows, `logits` [batch,10] ten times its first ten values.
 *
 * @example
 * ```ts
 * const bytes = bandClassifier({ metadata: { model: "bands" } });
 * console.assert(bytes.length > 784 * 14 * 4);
 * ```
 */
export function bandClassifier(options: BandClassifierOptions = {}): Uint8Array<ArrayBuffer> {
  const { batch = "batch", input = "image", embedding = true } = options;
  const labels = Array.from({ length: 10 }, (_, i) => `band ${i}`);
  const metadata = options.metadata ?? { labels: JSON.stringify(labels) };
  const bands = new Float32Array(IMAGE_PIXELS * BANDS), head = new Float32Array(BANDS * 10);
  for (let i = 0; i < IMAGE_PIXELS; i++) bands[i * BANDS + Math.floor(i / 56)] = 1 / 56;
  for (let k = 0; k < 10; k++) head[k * 10 + k] = 10;
  const value = (name: string, shape: readonly (string | number)[]): ValueInfo => ({
    name,
    type: "float32",
    shape,
  });
  const outputs = [value("logits", [batch, 10])];
  if (embedding) outputs.push(value("embedding", [batch, BANDS]));
  const graph = makeGraph({
    name: "bands",
    inputs: [value(input, [batch, 1, 28, 28])],
    outputs,
    initializers: [
      makeTensor("rows", "int64", [2], elementData("int64", [-1, IMAGE_PIXELS])),
      makeTensor("bands", "float32", [IMAGE_PIXELS, BANDS], bands),
      makeTensor("head", "float32", [BANDS, 10], head),
    ],
    nodes: [
      makeNode("Reshape", [input, "rows"], ["flat"]),
      makeNode("MatMul", ["flat", "bands"], ["embedding"]),
      makeNode("MatMul", ["embedding", "head"], ["logits"]),
    ],
  });
  return encodeModel(makeModel({ graph, opsets: { "": 17 }, metadata }));
}

/** An image [28,28] whose rows 2k and 2k + 1 are white, so that the band classifier says k. */
export function bandImage(k: number): Uint8Array<ArrayBuffer> {
  return new Uint8Array(IMAGE_PIXELS).fill(255, k * 56, (k + 1) * 56);
}
