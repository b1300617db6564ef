import type { InferenceSession, Tensor } from "onnxruntime-common";
import { join } from "node:path";
import type { ElementData, ElementType } from "../../onnx/element_type.ts";
import { RUNTIMES } from "../conformance/runtimes.ts";
import { type PlacedNode, readPlacement } from "../../runtime/node_placement.ts";

/** An input of a graph. */
export interface Feed {
  readonly type: ElementType;
  readonly shape: readonly number[];
  readonly data: ElementData;
}

/** Runs an .onnx file once with the webgpu provider and returns the device of each node. */
export type RunProfiled = (
  bytes: Uint8Array,
  feeds: Readonly<Record<string, Feed>>,
  options?: Pick<InferenceSession.SessionOptions, "graphOptimizationLevel">,
) => Promise<PlacedNode[]>;

/** Makes the function that runs files with the webgpu provider. */
export async function profiler(): Promise<RunProfiled> {
  const { load, executionProvider } = RUNTIMES.webgpu;
  const { InferenceSession, Tensor } = await load();
  return async (bytes, feeds, options = {}) => {
    const folder = await Deno.makeTempDir();
    const session = await InferenceSession.create(bytes, {
      ...options,
      executionProviders: [executionProvider],
      enableProfiling: true,
      profileFilePrefix: join(folder, "profile"),
      // Errors are thrown; calls that no provider has are expected.
      logSeverityLevel: 4,
    });
    try {
      const tensors = Object.entries(feeds).map((
        [name, { type, shape, data }],
      ): [string, Tensor] => [
        name,
        new Tensor(type as "float32", data as Float32Array, [...shape]),
      ]);
      await session.run(Object.fromEntries(tensors));
      session.endProfiling();
      const [file] = [...Deno.readDirSync(folder)];
      return readPlacement(await Deno.readTextFile(join(folder, file!.name)));
    } finally {
      await session.release();
      await Deno.remove(folder, { recursive: true });
    }
  };
}
