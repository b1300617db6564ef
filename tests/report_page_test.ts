import assert from "node:assert/strict";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import JSZip from "jszip";
import type { Browser, Page } from "playwright-core";
import { figuresIn, tablesIn } from "../commands/report/document/document.ts";
import { command, succeed } from "./command.ts";
import { needs } from "./needs.ts";
import { findChromium, loadPlaywright } from "./web/open_page.ts";

const ARGS = ["--quick", "--data", "synthetic", "--limit", "2000", "--out", "report"];

/** Starts the command and sends Ctrl-C when it has printed a line. */
async function stopAfter(line: string, folder: string) {
  const child = command("report", ARGS, { folder }).spawn();
  let printed = "";
  for await (const text of child.stderr.pipeThrough(new TextDecoderStream())) {
    if (!printed.includes(line) && (printed + text).includes(line)) child.kill("SIGINT");
    printed += text;
  }
  await child.stdout.cancel();
  return { code: (await child.status).code, printed };
}

/** Opens the page from disk; collects console messages and requests for other files. */
async function openFromDisk(
  browser: Browser,
  path: string,
  size: { width: number; height: number },
) {
  const messages: string[] = [], requests: string[] = [];
  const page = await browser.newPage({ viewport: size });
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) messages.push(message.text());
  });
  page.on("pageerror", (error) => messages.push(String(error)));
  const address = pathToFileURL(path).href;
  page.on("request", (request) => {
    if (!request.url().startsWith("data:") && request.url() !== address) {
      requests.push(request.url());
    }
  });
  await page.goto(address);
  return { page, address, messages, requests };
}

/**
 * Lists defects of the page: small figures, broken images, links without a target, repeated ids.
 */
function findDefects(page: Page): Promise<string[]> {
  return page.evaluate(async () => {
    const defects: string[] = [];
    for (const svg of document.querySelectorAll("figure svg")) {
      const { width, height } = svg.getBoundingClientRect();
      if (!(width > 200 && height > 50)) defects.push(`a figure of ${width} x ${height}`);
      if (!svg.querySelector("title")?.textContent) defects.push("a figure without a title");
    }
    for (const image of document.querySelectorAll("svg image")) {
      const picture = new Image();
      picture.src = image.getAttribute("href")!;
      await picture.decode().catch(() => defects.push("an image that cannot be decoded"));
    }
    for (const link of document.querySelectorAll<HTMLAnchorElement>('a[href^="#"]')) {
      const target = document.getElementById(link.getAttribute("href")!.slice(1));
      if (!target) defects.push(`a link to ${link.getAttribute("href")}`);
    }
    const ids = Array.from(document.querySelectorAll("[id]"), ({ id }) => id);
    for (const id of ids) {
      if (ids.indexOf(id) !== ids.lastIndexOf(id)) defects.push(`two elements called ${id}`);
    }
    await document.fonts.ready;
    if (!document.fonts.check("600 20px Inter")) defects.push("no Inter");
    return defects;
  });
}

Deno.test("a report that was continued is complete, and Chromium shows and prints it", async (t) => {
  const folder = await Deno.makeTempDir({ prefix: "weft-" });
  const out = join(folder, "report");
  try {
    await t.step("Ctrl-C stops the command, and the same command continues", async () => {
      const { code, printed } = await stopAfter("done: evaluating LeNet", folder);
      assert.equal(code, 130, printed);
      assert.match(printed, /The same command continues from here/);
      const { stderr } = await succeed("report", ARGS, { folder });
      assert.doesNotMatch(stderr, /done: (training|evaluating) LeNet,/);
      assert.match(stderr, /done: training Modified LeNet/);
    });

    const contents = JSON.parse(await Deno.readTextFile(join(out, "report.json")));
    const blocks = contents.chapters.flatMap((chapter: { blocks: unknown[] }) => chapter.blocks);
    const figures = figuresIn(blocks), tables = tablesIn(blocks);

    await t.step(
      "every chapter is in the document, and every figure and table is a file",
      async () => {
        const names = contents.chapters.map(({ name }: { name: string }) => name);
        for (const name of ["summary", "models", "modifications", "maps", "vae", "repeat"]) {
          assert.ok(names.includes(name), `${name} of ${names}`);
        }
        const archive = await JSZip.loadAsync(await Deno.readFile(join(out, "outputs.zip")));
        const files = [
          ...figures.flatMap(({ name }) => [`figures/${name}.svg`, `figures/${name}.png`]),
          ...tables.map(({ name }) => `tables/${name}.csv`),
          "index.html",
          "report.md",
        ];
        for (const path of files) {
          assert.ok((await Deno.stat(join(out, path))).size > 0, path);
          assert.ok(archive.file(path), path);
        }
        for (
          const path of ["images/lenet/index.html", "images/vae/interpolate/interpolation.png"]
        ) {
          assert.ok(archive.file(path), path);
        }
      },
    );

    await t.step("the figures of the Markdown exist", async () => {
      const text = await Deno.readTextFile(join(out, "report.md"));
      const links = [...text.matchAll(/!\[[^\]]*\]\(([^)]*)\)/g)].map(([, path]) => path!);
      assert.equal(links.length, figures.length);
      for (const path of links) await Deno.stat(join(out, path));
    });

    const inChromium = async (t: Deno.TestContext) => {
      const { chromium } = await loadPlaywright();
      const browser = await chromium.launch({
        executablePath: findChromium()!,
        args: ["--no-sandbox"],
      });
      try {
        const path = join(out, "index.html");
        await t.step(
          "the page shows every figure, without requests and without console messages",
          async () => {
            assert.ok((await Deno.stat(path)).size < 10_000_000);
            const { page, messages, requests } = await openFromDisk(browser, path, {
              width: 1440,
              height: 900,
            });
            assert.equal(await page.locator("figure svg").count(), figures.length);
            assert.equal(await page.locator("table").count(), tables.length);
            assert.deepEqual(await findDefects(page), []);
            assert.deepEqual([messages, requests], [[], []]);
            const links: string[] = await page.locator("a[href]").evaluateAll((all) =>
              (all as HTMLAnchorElement[]).map(({ href }) => href)
            );
            for (const link of new Set(links.map((link) => link.split("#")[0]!))) {
              assert.ok((await Deno.stat(fileURLToPath(link))).size > 0, link);
            }
            await page.close();
          },
        );

        await t.step("the page fits a phone and follows the dark theme of the system", async () => {
          const { page } = await openFromDisk(browser, path, { width: 390, height: 844 });
          assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), 390);
          const paper = () =>
            page.evaluate(() =>
              [document.documentElement, document.querySelector("figure svg rect")!].map((
                element,
              ) =>
                getComputedStyle(
                  element,
                )[element instanceof SVGElement ? "fill" : "backgroundColor"]
              )
            );
          assert.deepEqual(await paper(), ["rgb(255, 255, 255)", "rgb(255, 255, 255)"]);
          await page.emulateMedia({ colorScheme: "dark" });
          assert.deepEqual(await paper(), ["rgb(20, 24, 29)", "rgb(20, 24, 29)"]);
          await page.emulateMedia({ colorScheme: "dark", media: "print" });
          assert.equal((await paper())[1], "rgb(255, 255, 255)");
          await page.close();
        });

        await t.step("the page prints on A4", async () => {
          const { page } = await openFromDisk(browser, path, { width: 1440, height: 900 });
          const pdf = await page.pdf({ preferCSSPageSize: true, printBackground: true });
          const text = new TextDecoder("latin1").decode(pdf);
          const pages = text.match(/\/Type\s*\/Page\b/g)?.length ?? 0;
          assert.ok(pages >= 10 && pages <= 60, `${pages} pages`);
          assert.match(text, /\/MediaBox\s*\[\s*0 0 59[45](\.\d+)? 84[12](\.\d+)?/);
          await page.close();
        });
      } finally {
        await browser.close();
      }
    };
    await t.step({
      name: "Chromium shows and prints the page",
      ...needs("Chromium"),
      fn: inChromium,
    });
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
