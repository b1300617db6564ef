// This module is browser compatible.

/**
 * The compiler: tfjs functions and models to ONNX. It needs `@tensorflow/tfjs`, which the library
 * of inference does not load.
 *
 * @module
 */

import { registerModelFiles } from "./saved/router.ts";

registerModelFiles();

export { blockProbe } from "./block_probe.ts";
export type { CarriedState } from "./carried_states.ts";
export { type CompiledModel, compileModel, type Exportable, exportOnnx } from "./export.ts";
export type { ExportOptions } from "./export_options.ts";
export type { StateVariable, TensorData } from "./graph.ts";
export { predictGraphModel } from "./graph_model/predict.ts";
export { layerStates } from "./layer_states.ts";
export { type Parameter, parameterNames, parametersOf } from "./parameters.ts";
export type { CpuNode } from "../onnx/placement/nodes_on_cpu.ts";
export type { ProviderName } from "../onnx/placement/providers/mod.ts";
export {
  type CompiledStep,
  compileStep,
  type NoiseInfo,
  type StepOptions,
  type StepState,
} from "./step.ts";
export type { ModelFiles } from "./saved/files.ts";
export { loadSavedModel, type SavedModel } from "./saved/load.ts";
export type { InputSpec } from "./sources/source.ts";
export { type Target, type TargetName, targets } from "./targets.ts";
export { type InputType, type InputTypes, trace, type Traceable } from "./trace.ts";
export { NCHW, toLogical, toPhysical } from "./layout.ts";
