import { startPython } from "./python_peer.ts";

/** A process with PyTorch that runs and times models on request. */
export interface TorchPeer {
  /** The version of PyTorch. */
  readonly version: string;
  /** Times `count` training steps, or batches of inference; milliseconds of each. */
  readonly time: (model: string, layout: string, batch: number, count: number) => Promise<number[]>;
  readonly close: () => Promise<void>;
}

/** The memory layouts of PyTorch. The faster one depends on the model. */
export const LAYOUTS = ["contiguous", "channels_last"] as const;

/**
 * Starts a script of `peers/`.
 *
 * @param images Bytes [count, 28, 28]. A batch has the first of them. The time of max pooling
 * depends on the images: on noise, processors predict the comparisons of a window wrongly.
 * @returns `undefined` when no Python on this machine has PyTorch.
 */
export async function startTorch(
  script: "torch_step" | "torch_inference",
  threads: number,
  images: Uint8Array,
): Promise<TorchPeer | undefined> {
  const path = await Deno.makeTempFile();
  await Deno.writeFile(path, images);
  const peer = await startPython("torch", script, [`${threads}`, path]);
  await Deno.remove(path); // the script reads the file before it prints its greeting
  if (peer === undefined) return undefined;
  return {
    version: (peer.greeting as { torch: string }).torch,
    time: async (model, layout, batch, count) => {
      const answer = await peer.ask(`${model} ${layout} ${batch} ${count}`);
      return (answer as { milliseconds: number[] }).milliseconds;
    },
    close: peer.close,
  };
}
