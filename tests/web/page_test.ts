import assert from "node:assert/strict";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { nextResult, tryItReady } from "./in_page.ts";
import { smallSite, webTest } from "./open_page.ts";

/** Scrolls through the page, so that every panel opens, and waits until all are open. */
async function openAllPanels(page: Page): Promise<void> {
  for (const section of await page.locator("[data-panel]").all()) {
    await section.scrollIntoViewIfNeeded();
    await section.locator(".panel:not([aria-busy])").waitFor();
  }
}

const pick = (page: Page) => page.locator("weft-try-it .thumb").nth(2).click();

webTest(
  "the page opens all panels without warnings, and requests nothing from other servers",
  async (open) => {
    const { page, complaints, foreign, requested } = await open();
    await openAllPanels(page);
    await nextResult(page, () => pick(page));
    assert.deepEqual(complaints, []);
    assert.deepEqual(foreign, []);
    assert.deepEqual(requested.filter((path) => path.includes("webgpu")), []);
    assert.equal(await page.locator(".problem").count(), 0);
    assert.match(await page.locator("#provenance").innerText(), /300 test images: Synthetic/);
    assert.ok(await page.locator("#synthetic").isVisible());
  },
);

for (const isolated of [true, false]) {
  const how = isolated ? "with" : "without";
  webTest(`it works at a path of the server, ${how} SharedArrayBuffer`, async (open) => {
    const { page, complaints, foreign } = await open({ below: "/some/where/", isolated });
    assert.equal(await page.evaluate("crossOriginIsolated"), isolated);
    await openAllPanels(page);
    await nextResult(page, () => pick(page));
    await page.getByRole("button", { name: "Run t-SNE" }).click();
    await page.locator("weft-map code[data-hash]").waitFor();
    await page.locator("weft-dream .samples").waitFor();
    await page.locator("#learn-epochs").fill("1");
    await page.locator("weft-learn .start").click();
    await page.locator("weft-learn .trained-model").waitFor();
    assert.equal(await page.locator(".problem").count(), 0);
    assert.deepEqual(complaints, []);
    assert.deepEqual(foreign, []);
  });
}

webTest(
  "the theme follows the system until the user chooses one, and the choice is stored",
  async (open) => {
    const { page } = await open({ dark: true });
    const paper = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    assert.equal(await paper(), "rgb(17, 20, 29)");
    await page.getByRole("button", { name: "Light" }).click();
    const light = await paper();
    assert.notEqual(light, "rgb(17, 20, 29)");
    await page.reload();
    assert.equal(await paper(), light);
  },
);

webTest("a corrupt model or a missing file is explained", async (open, t) => {
  const corrupt = (await Deno.readFile(join(await smallSite(), "data", "lenet.onnx"))).fill(7, 50);
  const cases: [what: string, instead: Record<string, number | typeof corrupt>, says: RegExp][] = [
    ["a corrupt model", { "data/lenet.onnx": corrupt }, /Cannot load the model LeNet: /],
    [
      "a truncated model",
      { "data/lenet.onnx": corrupt.slice(0, 999) },
      /data\/lenet\.onnx: expected \d+ bytes but found 999/,
    ],
    ["no WebAssembly file", { [await wasmFile()]: 404 }, NO_WASM],
    ["no manifest", { "data/manifest.json": 500 }, /manifest\.json: the server answered 500/],
    [
      "no script for the worker",
      { "assets/inference_worker.js": 404 },
      /Cannot run models: their worker stopped/,
    ],
  ];
  for (const [what, instead, says] of cases) {
    await t.step(what, async () => {
      const { page } = await open({ instead });
      if (!("data/manifest.json" in instead)) {
        await tryItReady(page);
        await pick(page);
      }
      const problem = page.locator("#try-it .problem");
      await problem.waitFor();
      const text = await problem.innerText();
      assert.match(text, says);
      assert.match(text, /\n(Check|Reload|The upload|Build|Copy|Put)/);
    });
  }
});

webTest("WebAssembly is fetched while no model is, because it takes longest", async (open) => {
  const { page, requested } = await open({ instead: { "data/manifest.json": 500 } });
  const file = await wasmFile();
  for (let tries = 0; tries < 100 && !requested.includes(file); tries++) {
    await page.waitForTimeout(100);
  }
  assert.ok(requested.includes(file));
  assert.deepEqual(requested.filter((path) => path.endsWith(".onnx")), []);
});

/** The path of the WebAssembly file, whose name has a hash of its content. */
async function wasmFile(): Promise<string> {
  for await (const { name } of Deno.readDir(join(await smallSite(), "assets"))) {
    if (/^ort-wasm-simd-threaded-\w{8}\.wasm$/.test(name)) return `assets/${name}`;
  }
  throw new Error("The site has no WebAssembly file");
}

const NO_WASM = /Cannot run on wasm: onnxruntime-web does not start.*\n+Put the \.wasm file/s;

webTest(
  "each panel shows an error where the WebAssembly file is missing, and PCA still works",
  async (open) => {
    const { page } = await open({ instead: { [await wasmFile()]: 404 } });
    await openAllPanels(page);
    // PCA needs no model.
    await page.locator("weft-map .description").getByText(/^PCA of the/).waitFor();
    await page.locator("weft-learn .start").click();
    await page.locator("weft-runtimes .compare").click();
    for (const panel of ["weft-dream", "weft-learn", "weft-runtimes"]) {
      const problem = page.locator(`${panel} .problem`);
      await problem.waitFor();
      assert.match(await problem.innerText(), NO_WASM, panel);
    }
    assert.ok(await page.locator("weft-learn .start").isEnabled(), "the user cannot try again");
  },
);

webTest(
  "on an insecure origin everything works that does not need a secure one",
  async (open) => {
    const { page, complaints } = await open({ host: "weft.test" });
    await openAllPanels(page);
    const has = await page.evaluate(() => ({
      secure: isSecureContext,
      isolated: crossOriginIsolated,
      gpu: "gpu" in navigator && navigator.gpu !== undefined,
      subtle: crypto.subtle !== undefined,
    }));
    assert.deepEqual(has, { secure: false, isolated: false, gpu: false, subtle: false });

    assert.ok(await page.getByRole("radio", { name: /WebGPU/ }).isDisabled());
    assert.match(await page.locator("weft-runtimes .switch").innerText(), /WebGPU\n.*no WebGPU/);
    assert.ok(
      await page.locator('#learn-backend [value="webgpu"]').evaluate((option) =>
        (option as HTMLOptionElement).disabled
      ),
    );
    await page.locator("weft-runtimes .compare").click();
    await page.locator("weft-runtimes [role=status]").getByText(/^Compared/).waitFor({
      state: "attached",
    });
    assert.match(await page.locator("weft-runtimes tbody").innerText(), /none: the same bits/);

    await nextResult(page, () => pick(page));
    await page.getByRole("button", { name: "Run t-SNE" }).click();
    await page.locator("weft-map .description").getByText(/KL divergence \d/).waitFor();
    await page.locator("#learn-epochs").fill("1");
    await page.locator("weft-learn .start").click();
    await page.locator("weft-learn .trained-model").waitFor();
    // Chromium warns that it ignores these headers on an insecure origin.
    assert.deepEqual(complaints.filter((text) => !/Cross-Origin-Opener-Policy/.test(text)), []);

    await page.getByRole("button", { name: "Camera" }).click();
    const problem = page.locator("weft-try-it .problem");
    await problem.waitFor();
    assert.match(await problem.innerText(), /not served securely[^]*https/);
  },
);

webTest(
  "axe finds no serious problem, light and dark, on a desktop and on a phone",
  async (open, t) => {
    const axe = await Deno.readTextFile(new URL(import.meta.resolve("axe-core/axe.min.js")));
    for (const [width, dark] of [[1440, false], [390, true]] as const) {
      await t.step(`${width} pixels, ${dark ? "dark" : "light"}`, async () => {
        const { page } = await open({ width, dark, before: axe });
        await openAllPanels(page);
        await nextResult(page, () => pick(page));
        const found = await page.evaluate(async () => {
          const { axe } = globalThis as unknown as {
            axe: { run(): Promise<{ violations: Violation[] }> };
          };
          return (await axe.run()).violations.map(({ id, impact, nodes }) => ({
            id,
            impact,
            nodes: nodes.map(({ html }) => html.slice(0, 120)),
          }));
        });
        const serious = found.filter(({ impact }) => impact === "serious" || impact === "critical");
        assert.deepEqual(serious, []);
      });
    }
  },
);

/** A violation that axe reports. */
interface Violation {
  readonly id: string;
  readonly impact: string;
  readonly nodes: readonly { readonly html: string }[];
}

webTest(
  "nothing is wider than the screen, and every control can be reached with keys",
  async (open) => {
    const { page } = await open({ width: 390, height: 844 });
    await openAllPanels(page);
    const width = await page.evaluate(() => document.documentElement.scrollWidth);
    assert.equal(width, 390);
    await page.keyboard.press("Control+Home");
    await page.locator("body").press("Tab");
    assert.equal(
      await page.evaluate(() => document.activeElement!.textContent),
      "Skip to the content",
    );

    // The Tab key reaches the controls in the order of the page; each is visible and has an
    // outline.
    const reached = new Set<string>();
    let before = -1;
    for (let tabs = 0; tabs < 400; tabs++) {
      const at = await page.evaluate(async () => {
        // The browser scrolls to the focused element in the next frame.
        for (let i = 0; i < 2; i++) await new Promise(requestAnimationFrame);
        const all = [...document.querySelectorAll("*")], focused = document.activeElement!;
        if (focused === document.body) return undefined;
        const { top, bottom } = focused.getBoundingClientRect();
        const isOutlined = (each: Element) => getComputedStyle(each).outlineStyle !== "none";
        return {
          place: all.indexOf(focused),
          what: `${focused.closest("section, header, footer")?.id} ${
            focused.outerHTML.slice(0, 90)
          }`,
          visible: bottom > 0 && top < innerHeight,
          // The parent of a radio button or a slider may have the outline.
          outlined: isOutlined(focused) || isOutlined(focused.parentElement!),
        };
      });
      if (!at || at.place < before) break; // at the top again
      assert.ok(at.visible, `not visible: ${at.what}`);
      assert.ok(at.outlined, `without an outline: ${at.what}`);
      before = at.place;
      reached.add(at.what);
      await page.keyboard.press("Tab");
    }
    const waiting = await page.locator("main :is(button, select, a[href], summary):enabled:visible")
      .evaluateAll((all) => all.filter((each) => (each as HTMLElement).tabIndex >= 0).length);
    assert.ok(reached.size >= waiting, `${reached.size} of ${waiting}`);
  },
);
