// This module is browser compatible.

import { backend_util } from "@tensorflow/tfjs";
import type { DType, Inputs, TensorType } from "../graph.ts";
import { kernel, type KernelTable } from "../kernel.ts";
import { unsupported } from "../unsupported.ts";
import { cast } from "./elementwise.ts";

interface EinsumAttributes {
  equation: string;
}

function resultType(inputs: Inputs, { equation }: EinsumAttributes): TensorType {
  const operands = Object.values(inputs) as [TensorType, ...TensorType[]];
  const { allDims, summedDims, idDims } = backend_util.decodeEinsumEquation(
    equation,
    operands.length,
  );
  backend_util.checkEinsumDimSizes(
    allDims.length,
    idDims,
    operands as unknown as Parameters<typeof backend_util.checkEinsumDimSizes>[2],
  );
  const types = new Set(operands.map(({ dtype }) => dtype));
  const label = /^[a-z]*$/i;
  const result = equation.replace(/\s/g, "").split("->")[1]!;
  const repeated = new Set(result).size !== result.length;
  if (types.size > 1 || repeated || !allDims.every((each) => label.test(each))) {
    throw unsupported(`Einsum '${equation}' of ${[...types].join(" and ")}`);
  }
  const lengths = new Map(
    operands.flatMap(({ shape }, i) => shape.map((length, axis) => [idDims[i]![axis]!, length])),
  );
  const { dtype } = operands[0];
  return {
    shape: allDims.slice(0, result.length).map((_, i) => lengths.get(i)!),
    dtype: dtype === "bool" && summedDims.length > 0 ? "int32" : dtype,
  };
}

/** Sums of products over named axes. */
export const einsum: KernelTable = {
  Einsum: kernel<EinsumAttributes>({
    infer: resultType,
    lower: (lowering, inputs, { equation }, node) => {
      const { shape, dtype } = node.outputs[0]!;
      const within: DType = dtype === "bool" ? "int32" : dtype;
      const operands = Object.values(inputs).map((x) => lowering.plain(cast(lowering, x, within)));
      const name = lowering.emit("Einsum", operands, {
        equation: { s: equation.replace(/\s/g, "") },
      });
      return cast(lowering, lowering.value(name, shape, within), dtype);
    },
  }),
};
