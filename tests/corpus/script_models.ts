import { basename, dirname, join } from "node:path";
import { walkFiles } from "./walk_files.ts";

/** The ending of a file that holds a model.json as a CommonJS module. */
const MODEL = "model.min.js";

/** A module that ends in `module.exports = "BASE64"`, after bundling. */
const BASE64 = /exports\s*=\s*"([A-Za-z0-9+/=]+)"/;

/**
 * Writes the models that a package carries as scripts (`nsfwjs`) as model.json and shards beside
 * the scripts. The script of a topology runs in a process without permissions.
 */
export async function writeScriptModels(folder: string): Promise<void> {
  for (const path of await walkFiles(folder, MODEL)) {
    const target = join(dirname(path), "model.json");
    const json = await evaluate(await Deno.readTextFile(path));
    const { weightsManifest } = JSON.parse(json) as { weightsManifest: { paths: string[] }[] };
    for (const name of weightsManifest.flatMap(({ paths }) => paths)) {
      const script = join(dirname(path), `${basename(name, ".bin")}.min.js`);
      const base64 = BASE64.exec(await Deno.readTextFile(script))![1]!;
      await Deno.writeFile(join(dirname(path), name), Uint8Array.fromBase64(base64));
    }
    await Deno.writeTextFile(target, json);
  }
}

/** The JSON of what a CommonJS module exports. */
async function evaluate(script: string): Promise<string> {
  const program = `const module = { exports: {} }, exports = module.exports;\n${script};\n` +
    "console.log(JSON.stringify(module.exports));";
  const child = new Deno.Command("deno", {
    args: ["run", "--no-prompt", "--no-config", "--ext=js", "-"],
    stdin: "piped",
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
  const writer = child.stdin.getWriter();
  await writer.write(new TextEncoder().encode(program));
  await writer.close();
  return new TextDecoder().decode((await child.output()).stdout);
}
