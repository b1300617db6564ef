import type { ModelProto } from "onnx-buf";
import type { Tensor } from "onnxruntime-common";
import { WeftError } from "../../error.ts";
import { encodeModel } from "../../onnx/encode.ts";
import type { OpenModel } from "../../onnx/open_model.ts";
import { isValueType, type TensorValue } from "../../onnx/tensor_value.ts";
import type { ChosenBackend } from "../../runtime/backends.ts";
import type { PlacedNode } from "../../runtime/node_placement.ts";
import { newTensor } from "../../runtime/new_tensor.ts";
import { createSession, type Session } from "../../runtime/session.ts";

/** A model in a runtime: one side of a comparison. */
export interface Runner {
  /** The name of the side in the result. */
  readonly label: string;
  /** The path of the model. */
  readonly file: string;
  readonly open: OpenModel;
  readonly backend: ChosenBackend;
  /** False to run the nodes as they are in the file. */
  readonly optimize: boolean;
}

/** Tensors by the names of values. */
export type Values = ReadonlyMap<string, TensorValue>;

/** Opens a session for a model that was made from the runner's. */
export function openSession(
  model: ModelProto,
  { file, backend, optimize }: Omit<Runner, "open" | "label">,
): Promise<Session> {
  return createSession(encodeModel(model), { backend, optimize, examined: true, name: file });
}

/**
 * Runs a model once.
 *
 * @param model A model that was made from the runner's.
 * @param feeds The inputs; others than the model's are ignored.
 * @param onPlaced Called with the provider of each node, where the backend is profiled.
 * @returns The outputs, without those of types that JavaScript has no array for.
 * @throws {WeftError} `runtime` when it does not run.
 */
export async function runModel(
  model: ModelProto,
  runner: Omit<Runner, "open" | "label">,
  feeds: Values,
  onPlaced?: (nodes: readonly PlacedNode[]) => void,
): Promise<Map<string, TensorValue>> {
  const session = await openSession(model, runner);
  try {
    const tensors = Object.fromEntries(
      model.graph!.input.flatMap(({ name }): [string, Tensor][] => {
        const value = feeds.get(name);
        return value === undefined
          ? []
          : [[name, newTensor(session, value.type, value.data, value.shape)]];
      }),
    );
    const results = await session.run(tensors).catch((error: Error) => {
      // The cause of the session's error is ONNX Runtime's own.
      const { message } = error.cause instanceof Error ? error.cause : error;
      throw new WeftError(
        "runtime",
        `Cannot run ${runner.file} on ${runner.backend}: ${message}`,
        "If an input is out of range, give one with --input",
        { cause: error },
      );
    });
    const placed = session.placement();
    if (placed) onPlaced?.(placed);
    return new Map(
      Object.entries(results).flatMap(([name, result]): [string, TensorValue][] => {
        const value = fromTensor(result as Tensor);
        return value === undefined ? [] : [[name, value]];
      }),
    );
  } finally {
    await session.close();
  }
}

function fromTensor({ type, dims, data }: Tensor): TensorValue | undefined {
  if (!isValueType(type)) return undefined;
  // Runtimes older than Float16Array return the bits.
  const half = type === "float16" && data instanceof Uint16Array;
  const elements = half ? new Float16Array(data.buffer, data.byteOffset, data.length) : data;
  return { type, shape: [...dims], data: elements as TensorValue["data"] };
}
