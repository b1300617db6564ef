import assert from "node:assert/strict";
import { dirname, join } from "node:path";
import type { Metafile } from "esbuild";
import { licenceNotices } from "./licences.ts";

const STORE = "node_modules/.deno/x/node_modules";

const FILES: Readonly<Record<string, string>> = {
  "LICENSE": "Licence of weft",
  "viz/fonts/LICENSE_OFL.txt": "Licence of Inter",
  [`${STORE}/whole/package.json`]: '{ "name": "whole", "version": "1.2.3", "license": "ISC" }',
  [`${STORE}/whole/LICENCE.md`]: "Text of ISC\n",
  [`${STORE}/whole/NOTICE`]: "A notice",
  [`${STORE}/@scope/bare/package.json`]: JSON.stringify({
    ...{ name: "@scope/bare", version: "2.0.0", license: "(ISC AND MIT)" },
    homepage: "https://bare.example",
  }),
  [`${STORE}/@scope/bare/lib/a.js`]: "/* Copyright 2020 Ann Author. */\n",
  [`${STORE}/@scope/bare/lib/b.js`]: "// Copyright (c) Bob\n// Copyright 2020 Ann Author.\n",
  [`${STORE}/@scope/bare/lib/unused.js`]: "// Copyright 2021 Nobody\n",
  [`${STORE}/nameless/package.json`]: '{ "name": "nameless", "version": "0.1.0" }',
  [`${STORE}/nameless/index.js`]: "",
  "web/page.ts": "const page = 1;\n",
  "web/decoder.ts":
    "// A decoder.\n\n/*!\nA decoder of others\n\nIts licence\n*/\n\nconst a = 1;\n",
};

/** esbuild's account of a bundle: bytes of each input. */
const metafile = {
  inputs: {},
  outputs: {
    "page.js": {
      inputs: {
        "web/page.ts": { bytesInOutput: 10 },
        [`${STORE}/whole/index.js`]: { bytesInOutput: 10 },
        [`${STORE}/@scope/bare/lib/a.js`]: { bytesInOutput: 10 },
        [`${STORE}/@scope/bare/lib/unused.js`]: { bytesInOutput: 0 },
        [`${STORE}/removed/index.js`]: { bytesInOutput: 0 },
        [`(disabled):${STORE}/server/index.js`]: { bytesInOutput: 18 },
      },
    },
    "worker.js": {
      inputs: {
        [`${STORE}/@scope/bare/lib/b.js`]: { bytesInOutput: 10 },
        [`${STORE}/nameless/index.js`]: { bytesInOutput: 10 },
        "web/decoder.ts": { bytesInOutput: 10 },
      },
    },
  },
} as unknown as Metafile;

Deno.test("licenceNotices() has each package of which code is in the bundle", async () => {
  const root = await Deno.makeTempDir();
  for (const [path, text] of Object.entries(FILES)) {
    await Deno.mkdir(dirname(join(root, path)), { recursive: true });
    await Deno.writeTextFile(join(root, path), text);
  }
  const [, ...notices] = (await licenceNotices(metafile, root)).split(/\n\n-{80}\n\n/);
  assert.match(notices[0]!, /^weft [\d.]+: MIT\n\nLicence of weft$/);
  assert.deepEqual(notices.slice(1), [
    "Inter: OFL-1.1\n\nLicence of Inter",
    [
      "@scope/bare 2.0.0: (ISC AND MIT)",
      "",
      "Copyright (c) Bob",
      "Copyright 2020 Ann Author.",
      "https://bare.example",
      "",
      "The package has no licence file.",
      `The text of ISC is under whole 1.2.3.`,
      `The text of MIT is under ${notices[0]!.split(":")[0]}.`,
    ].join("\n"),
    [
      "nameless 0.1.0: no licence named",
      "",
      "https://www.npmjs.com/package/nameless",
      "",
      "The package has no licence file.",
    ].join("\n"),
    "whole 1.2.3: ISC\n\nText of ISC\n\nA notice",
    "A decoder of others\n\nIts licence\n",
  ]);
  await Deno.remove(root, { recursive: true });
});
