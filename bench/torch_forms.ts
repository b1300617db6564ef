import { join } from "node:path";
import { synthesize } from "../data/synthetic.ts";
import type { PeerForm } from "./python_peers.ts";

/** The memory layouts of PyTorch. The faster one depends on the model. */
const LAYOUTS = { contiguous: "contiguous", channels_last: "channels-last" };

/**
 * The forms of PyTorch's work on a batch of synthetic images. The time of max pooling depends on
 * the images: on noise, processors predict the comparisons of a window wrongly.
 *
 * @param folder A folder for the file of images.
 */
export async function torchForms(
  { model, batch, threads, folder }: {
    readonly model: string;
    readonly batch: number;
    readonly threads: number;
    readonly folder: string;
  },
): Promise<PeerForm[]> {
  const images = join(folder, `images-${batch}`);
  await Deno.writeFile(images, synthesize({ split: "train", count: batch }).images);
  return Object.entries(LAYOUTS).map(([layout, form]) => ({
    form,
    threads,
    work: { model, layout, images },
  }));
}
