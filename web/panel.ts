// This module is browser compatible.
import type { Assets } from "./assets.ts";
import type { Inference } from "./inference/client.ts";
import type { Picture } from "./picture.ts";

/** A panel of the page. The page sets these properties before it connects the element. */
export interface Panel extends HTMLElement {
  /** The data of the site: images, embeddings, bytes of models. */
  assets: Assets;
  /** Runs models off the main thread. */
  inference: Inference;
  /** The user's own picture, shared by all panels. */
  picture: Picture;
}

/** The class of a panel, a custom element. */
export type PanelClass = new () => Panel;

/** A section of the page and the panel in it. */
export interface PanelEntry {
  /** The anchor of the section. */
  readonly id: string;
  /** The name of the custom element. */
  readonly tag: `weft-${string}`;
  readonly title: string;
  /** The text below the title: two or three sentences about the panel. */
  readonly introduction: string;
  /** The weave of the mark beside the title, row by row; `#` is a thread of the warp on top. */
  readonly weave: readonly string[];
  /** Loads the class, which is in a chunk of its own. */
  readonly load: () => Promise<PanelClass>;
}
