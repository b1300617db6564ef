/**
 * Runs the programs of docs/examples/ with a small budget, and checks what they learn. The bounds
 * have a margin: the programs reach the numbers in the comments.
 */

import assert from "node:assert/strict";
import { join } from "node:path";
import { main as bikes } from "../docs/examples/bikes.ts";
import { main as cartpole } from "../docs/examples/cartpole.ts";
import { main as gan } from "../docs/examples/gan.ts";
import { main as housing } from "../docs/examples/housing.ts";
import { main as iris } from "../docs/examples/iris.ts";
import { main as mnist } from "../docs/examples/mnist.ts";
import { NAMES } from "../docs/examples/run.ts";
import { main as text } from "../docs/examples/text.ts";
import { main as transfer } from "../docs/examples/transfer.ts";
import { main as vae } from "../docs/examples/vae.ts";
import { main as weather } from "../docs/examples/weather.ts";
import { ROOT } from "../root.ts";
import { BROWSERS, openPage } from "../runtime/hosts/browsers.ts";
import { installProject, linkTfjs, output, packPackage } from "./npm_package/project.ts";
import { needs } from "./needs.ts";

const FOLDER = join(ROOT, "docs/examples");
const quick = true;

Deno.test("iris.ts tells the species apart", async () => {
  const { accuracy } = await iris({ quick }); // 0.97
  assert.ok(accuracy >= 0.9, String(accuracy));
});

Deno.test("housing.ts predicts prices far better than their mean", async () => {
  const { error, baseline } = await housing({ quick }); // 18.6 and 106.5
  assert.ok(error < baseline / 4, `${error} ${baseline}`);
});

Deno.test("mnist.ts reads real digits", async () => {
  const { accuracy } = await mnist({ quick }); // 0.90
  assert.ok(accuracy > 0.8, String(accuracy));
});

Deno.test("text.ts learns letters, and writes with them", async () => {
  const { before, after, written } = await text({ quick }); // 3.58 to 2.2
  assert.ok(before > 3.3 && after < 2.7, `${before} ${after}`);
  assert.match(written, /^alice was beginn.{120}$/);
});

Deno.test("weather.ts predicts tomorrow better than that it is as today", async () => {
  const { error, baseline } = await weather({ quick }); // 1.2 and 4.3
  assert.ok(error < baseline / 2, `${error} ${baseline}`);
});

Deno.test("gan.ts comes nearer to the real images", async () => {
  const { before, after } = await gan({ quick }); // 0.106 to 0.032
  assert.ok(after < before / 2, `${before} ${after}`);
});

Deno.test("vae.ts lowers its loss on test images", async () => {
  const { before, after } = await vae({ quick }); // 624 to 298
  assert.ok(after < 0.6 * before, `${before} ${after}`);
});

Deno.test("transfer.ts learns new digits from few examples, and keeps the frozen weights", async () => {
  const { accuracy, moved } = await transfer({ quick }); // 0.80
  assert.ok(accuracy > 0.65, String(accuracy));
  assert.equal(moved, 0);
});

Deno.test("bikes.ts learns both outputs", async () => {
  const { error, accuracy } = await bikes({ quick }); // 16 and 0.99
  assert.ok(error < 30 && accuracy > 0.93, `${error} ${accuracy}`);
});

Deno.test("cartpole.ts keeps the poles up longer", async () => {
  const { first, last } = await cartpole({ quick }); // 20 to 169
  assert.ok(last > 3 * first, `${first} ${last}`);
});

Deno.test("docs/examples/README.md has every program, and run.ts those for Deno", async () => {
  const files = [...Deno.readDirSync(FOLDER)].map(({ name }) => name)
    .filter((name) => /\.(ts|mjs|html)$/.test(name) && name !== "run.ts");
  const table = await Deno.readTextFile(join(FOLDER, "README.md"));
  assert.deepEqual(files.filter((name) => !table.includes(`(${name})`)), []);
  const names = files.filter((name) => name.endsWith(".ts")).map((name) => name.slice(0, -3));
  assert.deepEqual(names.sort(), [...NAMES].sort());
});

Deno.test("the examples for Node and a page work with the npm package", needs("npm"), async (t) => {
  const folder = await Deno.makeTempDir();
  const project = join(folder, "project");
  try {
    const files = { "node.mjs": await Deno.readTextFile(join(FOLDER, "node.mjs")) };
    await installProject(project, [await packPackage(folder)], files);
    await linkTfjs(project);

    await t.step("node.mjs trains, and its file gives the same accuracy", async () => {
      const printed = await output(project, "node", "node.mjs");
      const [, inTraining, ofFile] = /training: ([\d.]+), of the file: ([\d.]+)/.exec(printed)!;
      assert.ok(Number(inTraining) > 0.9 && Number(ofFile) > 0.9, printed);
    });

    await t.step({
      name: "page.html trains in Chromium",
      ...needs("Chromium"),
      fn: async () => {
        const loss = await lossOfPage(project);
        assert.ok(loss < 0.05, String(loss));
      },
    });
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

/** Opens page.html in a project's folder and returns its last loss. */
async function lossOfPage(project: string): Promise<number> {
  const page = await Deno.readTextFile(join(FOLDER, "page.html"));
  const watching = `<script type="module">
    const send = (body) => fetch("/", { method: "POST", body: JSON.stringify(body) });
    addEventListener("error", ({ message }) => send({ error: message }));
    addEventListener("unhandledrejection", ({ reason }) => send({ error: String(reason) }));
    const timer = setInterval(() => {
      if (!document.body.dataset.done) return;
      clearInterval(timer);
      send({ value: Number(document.querySelector("#loss").value) });
    }, 50);
  </script>`;
  const found = await openPage(BROWSERS.Chromium!, {
    script: 'location.href = "/page.html";',
    files: { "page.html": page.replace("</html>", `${watching}</html>`) },
    read: (path) => Deno.readFile(join(project, path)).catch(() => undefined),
  }, 60);
  return found as number;
}
