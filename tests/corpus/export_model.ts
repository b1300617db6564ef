import { cpuUsage } from "node:process";
import {
  type CompiledModel,
  compileModel,
  type CpuNode,
  type SavedModel,
} from "../../compiler/mod.ts";
import { type ProviderName, providers } from "../../onnx/placement/providers/mod.ts";
import { summarize } from "../../compiler/check/summary.ts";
import { chosenShapes, constantsOf, type InputShape } from "./shapes.ts";

/** An exported file and what its export took. */
export interface Exported {
  readonly compiled: CompiledModel;
  readonly bytes: Uint8Array;
  /** Seconds of the processor, of all threads together: a busy machine does not change them. */
  readonly seconds: number;
  readonly nodes: Readonly<Record<string, number>>;
  readonly parameters: number;
  readonly nodesOnCpu: Readonly<Record<string, readonly CpuNode[]>>;
  /** True when the file takes any number of rows. */
  readonly anyBatch: boolean;
  /** The reason why it does not, where the model itself leaves the number free. */
  readonly why?: string;
}

/** Exports a model with a free batch, or for one row where that is refused. */
export function exportModel(model: SavedModel, inputs: readonly InputShape[]): Exported {
  const start = cpuUsage();
  const free = inputs.some(({ shape }) => shape.includes(null));
  const constants = constantsOf(model);
  const options = { shapes: chosenShapes(inputs), ...(constants && { constants }) };
  let [compiled, why] = [undefined as CompiledModel | undefined, undefined as string | undefined];
  if (free) {
    try {
      compiled = compileModel(model, options);
    } catch (error) {
      why = (error as Error).message;
    }
  }
  compiled ??= compileModel(model, { ...options, batchSize: 1 });
  compiled.requireFinite();
  const bytes = compiled.encode();
  const { user, system } = cpuUsage(start);
  const seconds = (user + system) / 1e6;
  const { nodes, parameters } = summarize(bytes);
  return {
    compiled,
    bytes,
    seconds,
    nodes,
    parameters,
    nodesOnCpu: Object.fromEntries(
      (Object.keys(providers) as ProviderName[]).map((name) => [name, compiled.nodesOnCpu(name)]),
    ),
    anyBatch: free && why === undefined,
    ...(why === undefined ? {} : { why }),
  };
}
