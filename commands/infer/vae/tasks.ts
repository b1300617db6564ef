import type { GenerativeTask } from "../task_flags.ts";
import { interpolatePairs } from "./interpolate_pairs.ts";
import { reconstructImages } from "./reconstruct_images.ts";
import { sampleImages } from "./sample_images.ts";
import { type Generative, withVae } from "./with_vae.ts";

/** What `deno task infer` does with a VAE, by the name that `--task` takes. */
export const generativeTasks: Readonly<Record<GenerativeTask, Generative>> = {
  reconstruct: (flags, context) => withVae(flags, context, reconstructImages),
  interpolate: (flags, context) => withVae(flags, context, interpolatePairs),
  sample: (flags, context) => withVae(flags, context, sampleImages),
};
