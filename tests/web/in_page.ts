import type { Page } from "playwright-core";
import type { ClassifierName } from "../../web/assets.ts";

/** What Try it says of a picture: the 28x28 bytes that the networks saw, and the logits of each. */
export interface Answer {
  readonly image: Uint8Array;
  readonly logits: Readonly<Record<ClassifierName, Float32Array>>;
}

/** Waits until Try it has judged another picture than `before`, and has come to rest. */
export async function nextAnswer(page: Page, act: () => Promise<unknown>): Promise<Answer> {
  await page.evaluate(() => {
    const panel = document.querySelector("weft-try-it") as HTMLElement & { answer: unknown };
    panel.answer = undefined;
  });
  await act();
  await page.waitForFunction(() => {
    const panel = document.querySelector("weft-try-it") as HTMLElement & {
      answer?: { image: Uint8Array };
      picture: { image?: Uint8Array };
    };
    return panel.answer !== undefined && panel.answer.image === panel.picture.image;
  });
  const { image, logits } = await page.evaluate(() => {
    const { answer } = document.querySelector("weft-try-it") as HTMLElement & {
      answer?: { image: Uint8Array; logits: Record<string, Float32Array> };
    };
    const logits = Object.entries(answer!.logits).map(([name, values]) => [name, [...values]]);
    return { image: [...answer!.image], logits: Object.fromEntries(logits) };
  });
  return {
    image: Uint8Array.from(image),
    logits: {
      lenet: Float32Array.from(logits["lenet"]),
      "lenet-modified": Float32Array.from(logits["lenet-modified"]),
    },
  };
}

/** Opens Try it: waits until it can be used. */
export async function tryItReady(page: Page): Promise<void> {
  await page.locator("weft-try-it .thumb").first().waitFor();
}
