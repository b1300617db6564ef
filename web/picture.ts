// This module is browser compatible.

/** The user's own picture, prepared for the models. */
export interface Picture {
  /** [28,28] grey levels, light on black; `undefined` while there is no picture. */
  readonly image: Uint8Array | undefined;
  /** Replaces the picture and calls the listeners. */
  set(image: Uint8Array | undefined): void;
  /** Calls `listener` on each change until `signal` aborts. */
  onChange(listener: (image: Uint8Array | undefined) => void, signal: AbortSignal): void;
}

/**
 * Makes a holder for the user's picture. One panel sets the picture, others show it.
 *
 * @example
 * ```ts
 * const picture = createPicture();
 * picture.set(new Uint8Array(784));
 * console.assert(picture.image?.length === 784);
 * ```
 */
export function createPicture(): Picture {
  const events = new EventTarget();
  let image: Uint8Array | undefined;
  return {
    get image() {
      return image;
    },
    set(next) {
      image = next;
      events.dispatchEvent(new Event("change"));
    },
    onChange(listener, signal) {
      events.addEventListener("change", () => listener(image), { signal });
    },
  };
}
