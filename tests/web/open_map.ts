import type { Locator } from "playwright-core";
import type { OpenPage, PageOptions } from "./open_page.ts";

/** Opens the page and scrolls to the map, which shows PCA. */
export async function openMap(
  open: (options?: PageOptions) => Promise<OpenPage>,
): Promise<OpenPage & { map: Locator }> {
  const opened = await open();
  const map = opened.page.locator("weft-map");
  await opened.page.locator("#map").scrollIntoViewIfNeeded();
  await map.locator(".description").getByText(/^PCA of the/).waitFor();
  await map.locator(".plot").evaluate((plot) =>
    plot.scrollIntoView({ block: "center", behavior: "instant" })
  );
  return { ...opened, map };
}
