import type { CommandContext } from "../../../cli/run_command.ts";
import type { VaeModel } from "../../../infer/vae/load_vae.ts";
import type { ThemeName } from "../../../viz/mod.ts";
import type { TaskImages } from "../read_images.ts";
import type { InferFlags } from "../spec.ts";

/** A task that a VAE does. */
export type VaeTask = (input: VaeTaskInput) => Promise<VaeTaskResult>;

/** The model, the flags and the images of a task. */
export interface VaeTaskInput {
  readonly flags: InferFlags;
  readonly context: CommandContext;
  readonly model: VaeModel;
  /** The name of the model in figures. */
  readonly title: string;
  /** Reads the images that the flags name. */
  readonly readImages: () => Promise<TaskImages>;
}

/** The numbers, figures and files of a task. */
export interface VaeTaskResult {
  /** The values that `--json` prints after the model's name and provider. */
  readonly json: Readonly<Record<string, unknown>>;
  /** The text that is printed without `--json`. */
  readonly text: string;
  readonly figures: readonly DrawnFigure[];
  /** The files that are no figures, by their path in the output folder. */
  readonly files: readonly { readonly path: string; readonly bytes: Uint8Array }[];
}

/** A figure that can be drawn in either theme. */
export interface DrawnFigure {
  /** The path of its files in the output folder, without an ending. */
  readonly path: string;
  /** Draws it as SVG. Default theme: light. */
  readonly draw: (theme?: ThemeName) => string;
}
