// This module is browser compatible.
import type { Assets } from "../assets.ts";
import type { Inference } from "../inference/client.ts";
import type { Panel } from "../panel.ts";
import type { Picture } from "../picture.ts";
import { showProblem } from "../problem.ts";
import { element } from "./element.ts";

/**
 * A panel that fetches data before it is built. Until then it shows what it is loading, or the
 * error.
 */
export abstract class LoadingPanel extends HTMLElement implements Panel {
  assets!: Assets;
  inference!: Inference;
  picture!: Picture;
  #lifetime: AbortController | undefined;

  /** Fetches the data and builds the panel; `signal` aborts when the panel leaves the page. */
  protected abstract open(signal: AbortSignal): Promise<void>;

  /** Opens the panel. */
  connectedCallback(): void {
    const { signal } = this.#lifetime = new AbortController();
    this.open(signal).catch((error) => {
      if (!signal.aborted) showProblem(this, error);
    });
  }

  /** Aborts the signal of `open` and empties the panel. */
  disconnectedCallback(): void {
    this.#lifetime?.abort();
    this.replaceChildren();
  }

  /** Shows what the panel is loading. */
  protected showLoading(text: string): void {
    this.replaceChildren(element("p", { class: "note", role: "status" }, text));
  }
}
