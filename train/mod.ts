// This module is browser compatible.

/**
 * Training: tfjs models and functions at the speed of ONNX Runtime. Needs `@tensorflow/tfjs`;
 * nothing else of weft loads it.
 *
 * @module
 */

export {
  accelerate,
  type AcceleratedModel,
  type AccelerateOptions,
  type BatchArgs,
} from "./accelerate/accelerate.ts";
export type { BatchDataset, BatchIterator } from "./accelerate/dataset.ts";
export type { EvaluateDatasetArgs, FitDatasetArgs } from "./accelerate/fit_dataset.ts";
export type { FitArgs } from "./accelerate/fit_types.ts";
export type { FitCallbacks } from "./accelerate/callbacks.ts";
export type { FitClassWeight } from "./accelerate/class_weights.ts";
export type { ModelProgress } from "./accelerate/model_checkpoint.ts";
export type { ArrayData, ModelNumbers, Numbers } from "./accelerate/fit_data.ts";
export type { SharedState } from "./accelerate/shared_state.ts";
export {
  createTrainer,
  type Trainer,
  type TrainerOptions,
  type TrainerOutputs,
} from "./create_trainer.ts";
export type { TrainerInput, TrainerInputs } from "./trainer_inputs.ts";
