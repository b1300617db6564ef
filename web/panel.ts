// This module is browser compatible.
import type { Assets } from "./assets.ts";
import type { Inference } from "./inference/client.ts";
import type { Picture } from "./picture.ts";

/** A panel of the page. The page sets what it works with before it connects the element. */
export interface Panel extends HTMLElement {
  /** Data: images, embeddings, models as bytes. */
  assets: Assets;
  /** Runs models off the main thread. */
  inference: Inference;
  /** The user's own picture. */
  picture: Picture;
}

/** Makes a panel. */
export type PanelClass = new () => Panel;

/** A section of the page and the panel in it. */
export interface PanelEntry {
  /** The section's anchor. */
  readonly id: string;
  /** The name of the element. */
  readonly tag: `weft-${string}`;
  readonly title: string;
  /** What one can do there, in a sentence or two. */
  readonly lede: string;
  /** The weave of its mark, row by row: which threads of the warp lie above (`#`). */
  readonly draft: readonly string[];
  /** Loads its class: a chunk of its own. */
  readonly load: () => Promise<PanelClass>;
}
