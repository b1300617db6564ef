// This module is browser compatible.

/**
 * Everything that needs TensorFlow.js and the compiler, in one chunk.
 *
 * @module
 */

export { loadSavedModel } from "../../../compiler/mod.ts";
export { convert, prepareTensorflow } from "./convert.ts";
export { describeModel } from "./describe.ts";
export { sampleFiles } from "./sample.ts";
