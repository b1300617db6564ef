// This module is browser compatible.
import type { GraphProto, TensorProto } from "onnx-buf";
import { subgraphsOf } from "./read.ts";

/** A constant of a file. */
export interface Constant {
  /** The initializer's name, or the output of the Constant node that holds it. */
  readonly name: string;
  readonly tensor: TensorProto;
}

/**
 * All tensors that a graph and its subgraphs hold: initializers, the values of sparse ones, and
 * those in attributes.
 */
export function constantsOf(graph: GraphProto): Constant[] {
  const sparse = graph.sparseInitializer.flatMap(({ values }) => values ?? []);
  return [
    ...[...graph.initializer, ...sparse].map((tensor) => ({ name: tensor.name, tensor })),
    ...graph.node.flatMap((node) => [
      ...node.attribute.flatMap(({ t, tensors, sparseTensor }) =>
        [t, ...tensors, sparseTensor?.values].flatMap((tensor) =>
          tensor ? [{ name: node.output[0] ?? node.name, tensor }] : []
        )
      ),
      ...subgraphsOf(node).flatMap(constantsOf),
    ]),
  ];
}

/** The number of elements of a constant. */
export function sizeOf({ dims }: TensorProto): number {
  return dims.reduce((size, length) => size * Number(length), 1);
}

/** The file beside the model that holds a constant's elements; `undefined` when the model does. */
export function externalFileOf({ externalData }: TensorProto): string | undefined {
  if (externalData.length === 0) return undefined;
  return externalData.find(({ key }) => key === "location")?.value ?? "a file without a name";
}
