import assert from "node:assert/strict";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { IMAGE_PIXELS } from "../../data/image.ts";
import { assertSameInDeno } from "./in_deno.ts";
import { nextResult, tryItReady, type TryItResult } from "./in_page.ts";
import { smallSite, webTest } from "./open_page.ts";

/** Draws a line in the square; coordinates are fractions of its side. */
async function drawLine(page: Page, points: readonly (readonly [number, number])[]): Promise<void> {
  const square = page.locator("weft-try-it .square");
  await square.scrollIntoViewIfNeeded();
  const { x, y, width, height } = (await square.boundingBox())!;
  const [first, ...rest] = points.map(([u, v]) => [x + u * width, y + v * height] as const);
  await page.mouse.move(...first!);
  await page.mouse.down();
  for (const point of rest) await page.mouse.move(...point, { steps: 5 });
  await page.mouse.up();
}

const TROUSERS = [
  ...[[0.3, 0.15], [0.7, 0.15], [0.72, 0.85], [0.55, 0.85], [0.5, 0.35], [0.45, 0.85]],
  ...[[0.28, 0.85], [0.3, 0.15]],
] as const satisfies readonly (readonly [number, number])[];

webTest(
  "a garment can be drawn, and the logits of both networks are those of Deno",
  async (open, t) => {
    const { page, complaints } = await open();
    await tryItReady(page);
    let outlined: TryItResult;
    await t.step("an outline is filled", async () => {
      outlined = await nextResult(page, () => drawLine(page, TROUSERS as never));
      await assertSameInDeno(outlined);
      const lit = outlined.image.filter((level) => level > 100).length;
      assert.ok(lit > 200, `${lit} pixels of 784 are light`);
      assert.match(await page.locator("weft-try-it .prediction .top").first().innerText(), /\w+/);
    });
    await t.step("an outline is not filled when that is switched off", async () => {
      const lines = await nextResult(page, () => page.getByLabel("Fill outlines").uncheck());
      const lit = (image: Uint8Array) => image.filter((level) => level > 100).length;
      assert.ok(lit(lines.image) < lit(outlined.image));
      await page.getByLabel("Fill outlines").check();
    });
    await t.step("Undo removes a second line", async () => {
      await nextResult(page, () => drawLine(page, [[0.05, 0.95], [0.95, 0.95]]));
      const again = await nextResult(
        page,
        () => page.getByRole("button", { name: "Undo" }).click(),
      );
      assert.deepEqual(again.image, outlined.image);
    });
    await t.step("Clear removes everything", async () => {
      await page.getByRole("button", { name: "Clear" }).click();
      assert.equal(await page.locator("weft-try-it .prediction .top").first().innerText(), "–");
      assert.ok(await page.locator("weft-try-it .invitation").isVisible());
    });
    await t.step("keys draw", async () => {
      const answer = await nextResult(page, async () => {
        await page.locator("weft-try-it .square").focus();
        await page.keyboard.press("Space");
        for (const key of ["ArrowDown", "ArrowRight", "ArrowUp"]) {
          for (let i = 0; i < 8; i++) {
            await page.keyboard.press(key);
          }
        }
      });
      await assertSameInDeno(answer);
    });
    await t.step("the result is announced", async () => {
      await page.waitForFunction(() =>
        /LeNet: .+ %/.test(document.querySelector("weft-try-it [role=status]")!.textContent!)
      );
    });
    assert.deepEqual(complaints, []);
  },
);

webTest("test images can be picked, shuffled, and chosen by class", async (open) => {
  const { page, complaints } = await open();
  await tryItReady(page);
  const thumbs = page.locator("weft-try-it .thumb");
  const images = await Deno.readFile(join(await smallSite(), "data", "images.bin"));
  const pick = async (n: number) => {
    const index = Number(await thumbs.nth(n).getAttribute("data-index"));
    const answer = await nextResult(page, () => thumbs.nth(n).click());
    assert.deepEqual(
      answer.image,
      images.subarray(IMAGE_PIXELS * index, IMAGE_PIXELS * (index + 1)),
    );
    await assertSameInDeno(answer);
  };
  const order = () =>
    thumbs.evaluateAll((all) => all.map((thumb) => (thumb as HTMLElement).dataset.index).join());
  await pick(3);
  assert.equal(await thumbs.nth(3).getAttribute("aria-pressed"), "true");
  await page.locator("weft-try-it select").selectOption({ label: "Bag" });
  await page.waitForFunction(() =>
    [...document.querySelectorAll("weft-try-it .thumb")].every((thumb) =>
      thumb.ariaLabel!.startsWith("Bag")
    )
  );
  await pick(0);
  const label = await page.locator("weft-try-it .is-label th").innerText();
  assert.equal(label, "Bag");
  // The whole order is compared: the first image alone may stay the same by chance.
  const before = await order();
  await page.getByRole("button", { name: "Shuffle", exact: true }).click();
  await page.waitForFunction(
    (before) =>
      [...document.querySelectorAll<HTMLElement>("weft-try-it .thumb")]
        .map((thumb) => thumb.dataset.index).join() !== before,
    before,
  );
  assert.deepEqual(complaints, []);
});

webTest("the camera is classified live, and its picture can be held", async (open) => {
  const { page, complaints } = await open({
    flags: ["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"],
    permissions: ["camera"],
  });
  await tryItReady(page);
  await nextResult(page, () => page.getByRole("button", { name: "Camera" }).click());
  await page.getByRole("button", { name: "Hold this picture" }).click();
  assert.equal(await page.locator("weft-try-it video").count(), 0);
  assert.match(await page.locator("weft-try-it .source-name").innerText(), /camera/);
  assert.deepEqual(complaints, []);
});

webTest("a camera without permission is explained", async (open) => {
  const { page } = await open();
  await tryItReady(page);
  await page.getByRole("button", { name: "Camera" }).click();
  const problem = page.locator("weft-try-it .problem");
  await problem.waitFor();
  assert.match(await problem.innerText(), /Cannot use the camera/);
});
