import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { IMAGE_PIXELS } from "../../data/image.ts";
import { nearestTo } from "../../web/panels/map/neighbours.ts";
import { readManifest, siteData } from "./in_deno.ts";
import { openMap } from "./open_map.ts";
import { webTest } from "./open_page.ts";

/** The members of the panel that the tests use. */
type MapElement = HTMLElement & {
  placeOf(point: number): [left: number, top: number];
  picture: { set(image: Uint8Array | undefined): void };
};

/** The position of a point in the window. */
async function placeOf(page: Page, point: number): Promise<{ x: number; y: number }> {
  return await page.evaluate((point) => {
    const map = document.querySelector<MapElement>("weft-map")!;
    const { left, top } = map.querySelector(".surface")!.getBoundingClientRect();
    const [x, y] = map.placeOf(point);
    return { x: left + x, y: top + y };
  }, point);
}

/** The point that is furthest from all others on the screen: a pointer on it selects no other. */
async function mostIsolated(page: Page, count: number): Promise<number> {
  return await page.evaluate((count) => {
    const map = document.querySelector<MapElement>("weft-map")!;
    const places = Array.from({ length: count }, (_, i) => map.placeOf(i));
    let best = 0, far = 0;
    places.forEach(([x, y], i) => {
      const nearest = Math.min(
        ...places.map(([a, b], j) => i === j ? Infinity : Math.hypot(a - x, b - y)),
      );
      if (nearest > far) best = i, far = nearest;
    });
    return best;
  }, count);
}

webTest("hovering shows the image of a dot, and a hidden class has no dots", async (open) => {
  const { map, page, complaints } = await openMap(open);
  const { labels, images, classes } = await siteData();
  const point = await mostIsolated(page, labels.length);
  const at = await placeOf(page, point);
  await page.mouse.move(at.x, at.y);
  const card = map.locator(".card");
  await card.waitFor();
  assert.equal(await card.textContent(), `Image ${point}, ${classes[labels[point]!]}`);
  const drawn = await card.locator("canvas").evaluate((canvas) => {
    const { data } = (canvas as HTMLCanvasElement).getContext("2d")!.getImageData(0, 0, 28, 28);
    return Array.from({ length: data.length / 4 }, (_, i) => data[4 * i + 3]!);
  });
  assert.deepEqual(drawn, [
    ...images.subarray(IMAGE_PIXELS * point, IMAGE_PIXELS * point + IMAGE_PIXELS),
  ]);

  const toggle = map.locator(".legend button[aria-pressed]").nth(labels[point]!);
  await toggle.click();
  assert.equal(await toggle.getAttribute("aria-pressed"), "false");
  await page.mouse.move(at.x, at.y);
  await page.waitForTimeout(100);
  const shown = await card.isVisible() ? await card.textContent() : "";
  assert(!shown!.endsWith(classes[labels[point]!]!), shown!);
  await map.getByRole("button", { name: "Hide all" }).click();
  await page.mouse.move(at.x + 1, at.y);
  await card.waitFor({ state: "hidden" });
  await map.getByRole("button", { name: "Show all" }).click();
  await page.mouse.move(at.x, at.y);
  await card.waitFor();
  assert.deepEqual(complaints, []);
});

webTest("a selected image lists its exact neighbours in feature space", async (open) => {
  const { map, page } = await openMap(open);
  const { features, dimensions, labels } = await siteData();
  const point = await mostIsolated(page, labels.length);
  const at = await placeOf(page, point);
  await page.mouse.click(at.x, at.y);
  await map.getByText(`Test image ${point}`, { exact: true }).waitFor();
  await map.locator(".neighbours li").nth(9).waitFor();
  const numbers = await map.locator(".neighbours button").evaluateAll((all) =>
    all.map((each) => Number(/^Image (\d+)/.exec(each.getAttribute("aria-label")!)![1]))
  );
  const query = features.subarray(point * dimensions, (point + 1) * dimensions);
  const expected = nearestTo(features, query, 10, point).map((each) => each.point);
  assert.deepEqual(numbers, expected);
  await map.locator(".neighbours button").first().click();
  await map.getByText(`Test image ${expected[0]}`, { exact: true }).waitFor();
});

webTest("the map can be used with keys alone", async (open) => {
  const { map, page, complaints } = await openMap(open);
  const surface = map.locator(".surface");
  const fit = map.getByRole("button", { name: "Show the whole map" });
  await surface.focus();
  assert.match((await surface.getAttribute("aria-label"))!, /^Map of 300 test images by PCA/);
  const before = await placeOf(page, 0);
  await page.keyboard.press("ArrowRight");
  const moved = await placeOf(page, 0);
  assert(moved.x < before.x - 20, `${moved.x} ${before.x}`);
  await page.keyboard.press("0");
  await page.keyboard.press("+");
  assert.equal(await fit.isDisabled(), false);
  await page.keyboard.press("0");
  assert.equal(await fit.isDisabled(), true);
  await page.keyboard.press("Enter");
  await map.locator(".neighbours li").nth(9).waitFor();
  const chosen = map.locator(".selection .text p").first();
  const first = await chosen.textContent();
  // There is a next point in at least one direction.
  for (const arrow of ["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown"]) {
    await page.keyboard.press(`Shift+${arrow}`);
    if (await chosen.textContent() !== first) break;
  }
  assert.notEqual(await chosen.textContent(), first);
  assert.match((await surface.getAttribute("aria-label"))!, /Selected: Image \d+, /);
  await map.locator(".status").getByText(/^Image \d+, .+\. Nearest: /).waitFor({
    state: "attached",
  });
  await page.keyboard.press("Escape");
  await map.getByText("Select a dot to see its image").waitFor();
  assert.deepEqual(complaints, []);
});

webTest("the wheel zooms a map with the focus, and otherwise scrolls the page", async (open) => {
  const { map, page } = await openMap(open);
  const fit = map.getByRole("button", { name: "Show the whole map" });
  const { x, y, width, height } = (await map.locator(".surface").boundingBox())!;
  await page.mouse.move(x + width / 2, y + height / 2);
  const before = await page.evaluate(() => scrollY);
  await page.mouse.wheel(0, -60);
  await page.waitForFunction((before) => scrollY < before, before);
  assert.equal(await fit.isDisabled(), true);
  await page.waitForTimeout(500);
  await map.locator(".surface").evaluate((surface) => surface.focus({ preventScroll: true }));
  const now = await page.evaluate(() => scrollY);
  await page.mouse.wheel(0, -300);
  await page.waitForFunction(() => {
    const [, , fit] = document.querySelectorAll<HTMLButtonElement>("weft-map .zoom button");
    return !fit!.disabled;
  });
  assert.equal(await page.evaluate(() => scrollY), now);
});

webTest("two fingers zoom the map by the ratio of their distances", async (open) => {
  const { map, page } = await openMap(open);
  const { x, y } = (await map.locator(".surface").boundingBox())!;
  const cdp = await page.context().newCDPSession(page);
  const touch = (type: "touchStart" | "touchMove" | "touchEnd", ...xs: number[]) =>
    cdp.send("Input.dispatchTouchEvent", {
      type,
      touchPoints: xs.map((each, id) => ({ x: x + each, y: y + 150, id })),
    });
  const distance = async () => {
    const [one, other] = [await placeOf(page, 0), await placeOf(page, 1)];
    return Math.hypot(one.x - other.x, one.y - other.y);
  };
  const before = await distance();
  await touch("touchStart", 200);
  await touch("touchStart", 200, 300);
  for (let i = 1; i <= 5; i++) await touch("touchMove", 200 - 10 * i, 300 + 10 * i);
  await touch("touchEnd");
  const zoomed = await distance() / before;
  // The fingers move from 100 to 200 pixels apart; the browser rounds positions to pixels.
  assert(Math.abs(zoomed - 2) < 0.05, `${zoomed}`);
});

webTest(
  "the user's own picture is drawn between its nearest images, and the page explains how",
  async (open) => {
    const { map, page } = await openMap(open);
    const { images } = await siteData();
    const set = (image: number[] | undefined) =>
      page.evaluate((image) => {
        const map = document.querySelector<MapElement>("weft-map")!;
        map.picture.set(image && Uint8Array.from(image));
      }, image);
    await set([...images.subarray(IMAGE_PIXELS * 17, IMAGE_PIXELS * 18)]);
    const own = map.locator(".own");
    await own.getByText("Your picture").waitFor();
    // The picture is test image 17.
    assert.match(
      (await own.locator(".neighbours button").first().getAttribute("aria-label"))!,
      /^Image 17, .*distance 0\.00$/,
    );
    assert.match(
      (await own.textContent())!,
      /mean of the positions .*t-SNE cannot map new points/,
    );
    await own.getByRole("button", { name: "Show it on the map" }).click();
    await set(undefined);
    await own.getByText("Your picture").waitFor({ state: "detached" });
  },
);

webTest("the tables contain the data of the map, and select images", async (open) => {
  const { map } = await openMap(open);
  const { labels, classes } = await siteData();
  await map.getByText("The map as tables").click();
  const [byClass, byImage] = [map.locator("table").first(), map.locator("table").last()];
  await byClass.locator("tbody tr").nth(9).waitFor();
  const rows = await byClass.locator("tbody tr").evaluateAll((all) =>
    all.map((row) => [...row.children].slice(0, 2).map((cell) => cell.textContent))
  );
  assert.deepEqual(
    rows,
    classes.map((name, label) => [name, `${labels.filter((own) => own === label).length}`]),
  );
  assert.equal(await byImage.locator("tbody tr").count(), 20);
  await map.getByRole("button", { name: "Next" }).click();
  assert.equal(await map.locator(".paging .page").textContent(), "21 to 40 of 300");
  await map.getByLabel("Images of class").selectOption(classes[9]!);
  const second = [...labels.keys()].filter((point) => labels[point] === 9)[1]!;
  await map.getByRole("button", { name: `Select ${second}`, exact: true }).click();
  await map.getByText(`Test image ${second}`, { exact: true }).waitFor();
});

webTest("a site without a classifier shows an error instead of the map", async (open) => {
  const bytes = new TextEncoder().encode(
    JSON.stringify({ ...await readManifest(), embeddings: {} }),
  );
  const { page } = await open({ instead: { "data/manifest.json": bytes } });
  await page.locator("#map").scrollIntoViewIfNeeded();
  await page.locator("weft-map").getByText(/^Cannot draw a map: this site was built without/)
    .waitFor();
});
