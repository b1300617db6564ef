import { create } from "@bufbuild/protobuf";
import { type GraphProto, ValueInfoProtoSchema } from "onnx-buf";
import { decodeModel, encodeModel } from "../../onnx/encode.ts";
import { shapeOf } from "../../onnx/read.ts";
import { createSession } from "../../runtime/session.ts";

/** Shapes of a graph's values, for one image. */
export type Shapes = ReadonlyMap<string, readonly number[]>;

/** The graph of an exported model, with the shapes of its values. */
export interface ExportedGraph {
  readonly graph: GraphProto;
  readonly shapes: Shapes;
}

/** The number of elements of a shape. */
export const product = (numbers: readonly number[]): number => numbers.reduce((a, b) => a * b, 1);

/**
 * Reads the graph of an exported model and the shapes of its values for one image.
 *
 * @param bytes The .onnx file of a classifier, an encoder or a decoder: one input whose first
 * length is the batch.
 * @throws {WeftError} `model` when ONNX Runtime cannot load the file.
 */
export async function readGraph(bytes: Uint8Array): Promise<ExportedGraph> {
  const graph = decodeModel(bytes).graph!;
  return { graph, shapes: await shapesOf(bytes, graph) };
}

/**
 * Runs the graph once with every value as an output, because ONNX Runtime has the shape rule of
 * every operator.
 */
async function shapesOf(bytes: Uint8Array, graph: GraphProto): Promise<Shapes> {
  const probed = decodeModel(bytes);
  const outputs = new Set(graph.output.map(({ name }) => name));
  for (const name of graph.node.flatMap(({ output }) => output)) {
    if (name === "" || outputs.has(name)) continue;
    probed.graph!.output.push(create(ValueInfoProtoSchema, { name }));
  }
  const session = await createSession(encodeModel(probed), { backend: "cpu" });
  try {
    const shapes = new Map<string, readonly number[]>(
      graph.initializer.map((tensor) => [tensor.name, shapeOf(tensor)]),
    );
    const feeds = Object.fromEntries(session.inputs.map((input) => {
      const lengths = input.isTensor ? input.shape : [];
      const shape = lengths.map((length) => typeof length === "number" && length > 0 ? length : 1);
      shapes.set(input.name, shape);
      return [input.name, new session.Tensor("float32", new Float32Array(product(shape)), shape)];
    }));
    const results = await session.ort.run(feeds);
    for (const [name, { dims }] of Object.entries(results)) shapes.set(name, dims);
    return shapes;
  } finally {
    await session.close();
  }
}
