import { create, toBinary } from "@bufbuild/protobuf";
import { ModelProtoSchema, TensorProto_DataType as DataType } from "onnx-buf";
import { IMAGE_PIXELS } from "../../data/image.ts";

/** The width of the band classifier's embedding: the mean of each pair of rows. */
export const BANDS = 14;

/** What to make different from a proper classifier. */
export interface BandClassifierOptions {
  /** First dimension of the input. Default the symbol `batch`. */
  readonly batch?: string | number;
  /** Name of the input. Default `image`. */
  readonly input?: string;
  /** Whether it has the output `embedding`. Default true. */
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
  const outputs = [value("logits", [batch, 10])];
  if (embedding) outputs.push(value("embedding", [batch, BANDS]));
  const node = (opType: string, ins: string[], out: string) => ({
    opType,
    input: ins,
    output: [out],
  });
  return toBinary(
    ModelProtoSchema,
    create(ModelProtoSchema, {
      irVersion: 8n,
      opsetImport: [{ domain: "", version: 17n }],
      metadataProps: Object.entries(metadata).map(([key, value]) => ({ key, value })),
      graph: {
        name: "bands",
        input: [value(input, [batch, 1, 28, 28])],
        output: outputs,
        initializer: [
          tensor("rows", DataType.INT64, [2], BigInt64Array.of(-1n, 784n)),
          tensor("bands", DataType.FLOAT, [IMAGE_PIXELS, BANDS], bands),
          tensor("head", DataType.FLOAT, [BANDS, 10], head),
        ],
        node: [
          node("Reshape", [input, "rows"], "flat"),
          node("MatMul", ["flat", "bands"], "embedding"),
          node("MatMul", ["embedding", "head"], "logits"),
        ],
      },
    }),
  );
}

/** An image [28,28] whose rows 2k and 2k + 1 are white, so that the band classifier says k. */
export function bandImage(k: number): Uint8Array<ArrayBuffer> {
  return new Uint8Array(IMAGE_PIXELS).fill(255, k * 56, (k + 1) * 56);
}

function tensor(
  name: string,
  dataType: DataType,
  dims: number[],
  data: Float32Array<ArrayBuffer> | BigInt64Array<ArrayBuffer>,
) {
  return { name, dataType, dims: dims.map(BigInt), rawData: new Uint8Array(data.buffer) };
}

function value(name: string, shape: readonly (string | number)[]) {
  const dim = shape.map((size) => ({
    value: typeof size === "string"
      ? { case: "dimParam" as const, value: size }
      : { case: "dimValue" as const, value: BigInt(size) },
  }));
  const tensorType = { elemType: DataType.FLOAT, shape: { dim } };
  return { name, type: { value: { case: "tensorType" as const, value: tensorType } } };
}
