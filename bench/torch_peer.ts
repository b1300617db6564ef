import { startPython } from "./python_peer.ts";

/** PyTorch at the other end of a pipe, for timing it alternately with weft. */
export interface TorchPeer {
  /** PyTorch's version. */
  readonly version: string;
  /** Milliseconds of each of `count` training steps, or batches of inference. */
  readonly time: (model: string, layout: string, batch: number, count: number) => Promise<number[]>;
  readonly close: () => Promise<void>;
}

/** Memory layouts of PyTorch: which is faster depends on the model. */
export const LAYOUTS = ["contiguous", "channels_last"] as const;

/**
 * Starts a script of `peers/` with so many threads; `undefined` when no Python here has PyTorch.
 *
 * @param images Bytes [count, 28, 28], of which a batch takes the first. How long max pooling takes
 * depends on what they show: with noise, where any of a window may be the largest, processors guess
 * wrong.
 */
export async function startTorch(
  script: "torch_step" | "torch_inference",
  threads: number,
  images: Uint8Array,
): Promise<TorchPeer | undefined> {
  const path = await Deno.makeTempFile();
  await Deno.writeFile(path, images);
  const peer = await startPython("torch", script, [`${threads}`, path]);
  await Deno.remove(path); // it has read them before it greets
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
