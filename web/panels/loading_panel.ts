// This module is browser compatible.
import type { Assets } from "../assets.ts";
import type { Inference } from "../inference/client.ts";
import type { Panel } from "../panel.ts";
import type { Picture } from "../picture.ts";
import { showProblem } from "../problem.ts";
import { element } from "./element.ts";

/**
 * A panel that can be built only when its data are here: until then it says what it waits for, or
 * what went wrong.
 */
export abstract class LoadingPanel extends HTMLElement implements Panel {
  assets!: Assets;
  inference!: Inference;
  picture!: Picture;
  #ended: AbortController | undefined;

  /** Fetches the data and builds the panel; `signal` aborts when the panel leaves the page. */
  protected abstract open(signal: AbortSignal): Promise<void>;

  /** Begins. */
  connectedCallback(): void {
    const { signal } = this.#ended = new AbortController();
    this.open(signal).catch((error) => {
      if (!signal.aborted) showProblem(this, error);
    });
  }

  /** Ends what the panel has begun, and empties it. */
  disconnectedCallback(): void {
    this.#ended?.abort();
    this.replaceChildren();
  }

  /** Says what the panel waits for. */
  protected waitFor(what: string): void {
    this.replaceChildren(element("p", { class: "note", role: "status" }, what));
  }
}
