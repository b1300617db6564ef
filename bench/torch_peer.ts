import { startPython } from "./python_peer.ts";

/** PyTorch at the other end of a pipe, for timing it alternately with weft. */
export interface TorchPeer {
  /** PyTorch's version. */
  readonly version: string;
  /** Milliseconds of each of `steps` training steps. */
  readonly time: (model: string, layout: string, batch: number, steps: number) => Promise<number[]>;
  readonly close: () => Promise<void>;
}

/** Starts PyTorch with so many threads; `undefined` when no Python here has it. */
export async function startTorch(threads: number): Promise<TorchPeer | undefined> {
  const peer = await startPython("torch", "torch_step", [`${threads}`]);
  if (peer === undefined) return undefined;
  return {
    version: (peer.greeting as { torch: string }).torch,
    time: async (model, layout, batch, steps) => {
      const answer = await peer.ask(`${model} ${layout} ${batch} ${steps}`);
      return (answer as { milliseconds: number[] }).milliseconds;
    },
    close: peer.close,
  };
}
