// This module is browser compatible.
import { WeftError } from "../error.ts";
import { isWidth } from "./declared_width.ts";
import { readMetadata } from "./metadata.ts";
import { type FileSource, readSource, sourceName } from "../runtime/read_source.ts";
import { createSession, type Session, type SessionOptions } from "../runtime/session.ts";
import { startRuntime } from "../runtime/start_runtime.ts";
import { describeValues } from "../runtime/session_errors.ts";
import { isZooName, readZooFile, type ZooOptions } from "./zoo.ts";
import { IMAGE_SIDE } from "../data/image.ts";

/**
 * An image classifier that is ready to run: `image` [batch,1,28,28] in 0..1 → `logits`
 * [batch,classes].
 */
export interface Model {
  /** The name of `options`, else the path or address of the file, or `the model`. */
  readonly name: string;
  /** The name of each class, in the order of the logits. */
  readonly labels: readonly string[];
  /**
   * The width of the output `embedding`, the activations before the last layer; `undefined` when
   * there is none.
   */
  readonly embeddingSize: number | undefined;
  /** The metadata of the file, such as `model`, `dataset`, `test_accuracy` and `weft_version`. */
  readonly metadata: Readonly<Record<string, string>>;
  /** The session of ONNX Runtime that runs it. */
  readonly session: Session;
  /** Frees the memory of the model. */
  readonly close: () => Promise<void>;
}

/**
 * Loads a classifier.
 *
 * @param source An .onnx file: its bytes in any form (also a `Blob`, `File` or `Response`), its
 * address, (on a server) its path, or a name of the zoo, such as `zoo:lenet-modified`, which is
 * fetched and checked.
 * @param options The backend that runs it, and the place of the zoo.
 * @throws {WeftError} `file` or `network` when it cannot be read; `model` when it is not an image
 * classifier or the zoo has no such model; `runtime` when the backend does not work here.
 *
 * @example
 * ```ts ignore
 * const model = await loadModel("runs/lenet/model.onnx", { backend: "auto" });
 * const [{ label, probability }] = await classify(model, image);
 * await model.close();
 * ```
 */
export async function loadModel(
  source: FileSource,
  options: SessionOptions & ZooOptions = {},
): Promise<Model> {
  const name = options.name ?? sourceName(source, "the model");
  startRuntime(options).catch(() => {}); // createSession() fails as well, and says which model
  const bytes = isZooName(source)
    ? await readZooFile(source, "model.onnx", options)
    : await readSource(source, name);
  const metadata = readMetadata(bytes, name);
  const session = await createSession(bytes, { ...options, name, portable: true });
  try {
    const shape = classifierShape(session, metadata, { name, size: bytes.length });
    return { name, session, metadata, ...shape, close: session.close };
  } catch (error) {
    await session.close();
    throw error;
  }
}

function classifierShape(
  { inputs, outputs }: Session,
  metadata: Record<string, string>,
  { name, size }: { readonly name: string; readonly size: number },
): Pick<Model, "labels" | "embeddingSize"> {
  const refuse = (why: string) =>
    new WeftError(
      "model",
      `Cannot use ${name}: ${why}; its inputs are ${describeValues(inputs)}, ` +
        `its outputs ${describeValues(outputs)}`,
      "Give a classifier that weft exported: image [batch,1,28,28] in, logits [batch,classes] out",
    );
  const image = inputs[0];
  if (inputs.length !== 1 || !image?.isTensor || image.name !== "image") {
    throw refuse("it is not an image classifier");
  }
  const [batch, ...side] = image.shape;
  if (image.type !== "float32" || side.join() !== `1,${IMAGE_SIDE},${IMAGE_SIDE}`) {
    throw refuse("its image is not float32 [batch,1,28,28]");
  }
  if (typeof batch === "number" && batch >= 0) throw refuse(`its batch size is fixed at ${batch}`);
  const classes = widthOf(outputs, "logits"), embeddingSize = widthOf(outputs, "embedding");
  if (classes === undefined) throw refuse("it has no output logits [batch,classes]");
  for (const width of [classes, embeddingSize ?? 1]) {
    if (isWidth(width, size)) continue;
    throw refuse(`it declares ${width} numbers for an image and has only ${size} bytes`);
  }
  const labels = parseLabels(metadata.labels) ??
    Array.from({ length: classes }, (_, i) => `class ${i}`);
  if (labels.length !== classes) {
    throw refuse(`it names ${labels.length} labels for ${classes} logits`);
  }
  return { labels, embeddingSize };
}

function widthOf(values: Session["outputs"], name: string): number | undefined {
  const value = values.find((output) => output.name === name);
  if (!value?.isTensor || value.type !== "float32" || value.shape.length !== 2) return undefined;
  return typeof value.shape[1] === "number" ? value.shape[1] : undefined;
}

/** Reads labels: a JSON array of strings, or a list with commas, as other tools write it. */
function parseLabels(text: string | undefined): string[] | undefined {
  if (!text) return undefined;
  try {
    const labels: unknown = JSON.parse(text);
    if (Array.isArray(labels)) return labels.map(String);
  } catch {
    // not JSON: a plain list
  }
  return text.split(",").map((label) => label.trim());
}
