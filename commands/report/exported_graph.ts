import { create, fromBinary, toBinary } from "@bufbuild/protobuf";
import { type GraphProto, ModelProtoSchema, type NodeProto, ValueInfoProtoSchema } from "onnx-buf";
import { createSession } from "../../runtime/session.ts";

/** Shapes of a graph's values, for one image. */
export type Shapes = ReadonlyMap<string, readonly number[]>;

/** The graph of an exported model. */
export interface ExportedGraph {
  readonly graph: GraphProto;
  readonly shapes: Shapes;
}

/** The number of elements of a shape. */
export const product = (numbers: readonly number[]): number => numbers.reduce((a, b) => a * b, 1);

/** An attribute of whole numbers, such as `kernel_shape`; none where the node does not have it. */
export function ints({ attribute }: NodeProto, name: string): number[] {
  return (attribute.find((each) => each.name === name)?.ints ?? []).map(Number);
}

/**
 * Reads the graph of an exported model and the shapes of its values for one image.
 *
 * @param bytes The .onnx file of a classifier, an encoder or a decoder: one input whose first
 * length is the batch.
 * @throws {WeftError} `model` when ONNX Runtime does not take the file.
 */
export async function readGraph(bytes: Uint8Array): Promise<ExportedGraph> {
  const graph = fromBinary(ModelProtoSchema, bytes).graph!;
  return { graph, shapes: await shapesOf(bytes, graph) };
}

/**
 * Shapes by running the graph once with every value as an output: ONNX Runtime knows each
 * operator's rule.
 */
async function shapesOf(bytes: Uint8Array, graph: GraphProto): Promise<Shapes> {
  const watched = fromBinary(ModelProtoSchema, bytes);
  const known = new Set(graph.output.map(({ name }) => name));
  for (const name of graph.node.flatMap(({ output }) => output)) {
    if (name === "" || known.has(name)) continue;
    watched.graph!.output.push(create(ValueInfoProtoSchema, { name }));
  }
  const session = await createSession(toBinary(ModelProtoSchema, watched), { backend: "cpu" });
  try {
    const shapes = new Map<string, readonly number[]>(
      graph.initializer.map(({ name, dims }) => [name, dims.map(Number)]),
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
