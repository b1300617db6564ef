import type { Page } from "playwright-core";
import { type ClassifierName, CLASSIFIERS } from "../../web/models.ts";

/**
 * A result of the panel Try it: the 28x28 bytes that it classified, and the logits of each network.
 */
export interface TryItResult {
  readonly image: Uint8Array;
  readonly logits: Readonly<Record<ClassifierName, Float32Array>>;
}

/** Does something in the page, and waits until Try it shows the result of the newest image. */
export async function nextResult(page: Page, act: () => Promise<unknown>): Promise<TryItResult> {
  await page.evaluate(() => {
    const panel = document.querySelector("weft-try-it") as HTMLElement & { result: unknown };
    panel.result = undefined;
  });
  await act();
  await page.waitForFunction(() => {
    const panel = document.querySelector("weft-try-it") as HTMLElement & {
      result?: { image: Uint8Array };
      picture: { image?: Uint8Array };
    };
    return panel.result !== undefined && panel.result.image === panel.picture.image;
  });
  const { image, logits } = await page.evaluate(() => {
    const { result } = document.querySelector("weft-try-it") as HTMLElement & {
      result?: { image: Uint8Array; logits: Record<string, Float32Array> };
    };
    const logits = Object.entries(result!.logits).map(([name, values]) => [name, [...values]]);
    return { image: [...result!.image], logits: Object.fromEntries(logits) };
  });
  return {
    image: Uint8Array.from(image),
    logits: Object.fromEntries(
      CLASSIFIERS.map((name) => [name, Float32Array.from(logits[name])]),
    ) as Record<ClassifierName, Float32Array>,
  };
}

/** Waits until the panel Try it can be used. */
export async function tryItReady(page: Page): Promise<void> {
  await page.locator("weft-try-it .thumb").first().waitFor();
}
