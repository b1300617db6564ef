// This module is browser compatible.

/**
 * The operators that ONNX Runtime's GPU providers compute. All others run on the CPU, with copies
 * there and back.
 *
 * @module
 */

import { cuda } from "./cuda.ts";
import type { Provider } from "./provider.ts";
import { webgpu } from "./webgpu.ts";

/** The GPU providers by ONNX Runtime's name for them. */
export const providers = { cuda, webgpu } as const satisfies Record<string, Provider>;

/** Name of a GPU provider. */
export type ProviderName = keyof typeof providers;

/** The version of ai.onnx that the tables of kernels are for. */
export const TABLE_OPSET = 17;
