import { once } from "node:events";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import type { FlagValues } from "../../cli/flags.ts";
import { type CommandContext, runCommand } from "../../cli/run_command.ts";
import { WeftError } from "../../error.ts";
import { buildSite, type SiteOptions } from "./build_site.ts";
import { compressSite } from "./compress_site.ts";
import { claimPort } from "./server/claim_port.ts";
import { loopbackOnly } from "./server/loopback_only.ts";
import { readSiteFiles } from "./server/site_files.ts";
import { siteHandler } from "./server/site_handler.ts";
import { SPEC } from "./spec.ts";

type Flags = FlagValues<typeof SPEC>;

/** The folder of the sites that are served, and of the demo's runs. */
const CACHE = join(".cache", "web");

/** `deno task web`: builds the page; serves it until Ctrl-C, or writes it as a static site. */
export async function web(flags: Flags, context: CommandContext): Promise<void> {
  const { build, out, port, ...options } = flags;
  if (build) return await writeSite(out ?? "site", options, context);
  if (out === undefined) return await serveSite(port, options, context);
  throw new WeftError(
    "usage",
    `Cannot write the site to ${out}: --out needs --build`,
    "Add --build, or leave --out away to serve the page",
  );
}

type Options = Omit<SiteOptions, "cache">;

async function writeSite(folder: string, options: Options, context: CommandContext) {
  await buildSite(folder, { ...options, cache: CACHE }, context);
  await compressSite(folder);
  context.stderr.write(`The site is in ${folder}. Any web server can serve it\n`);
}

/**
 * Serves the page until Ctrl-C. Only the process that has the port builds in the folder of that
 * name, so that no process replaces files that another one serves.
 */
async function serveSite(port: number, options: Options, context: CommandContext) {
  const claimed = await claimPort(port);
  const folder = join(CACHE, "sites", `${claimed.port}`);
  try {
    await rm(folder, { recursive: true, force: true }); // of a process that was killed
    await buildSite(folder, { ...options, cache: CACHE }, context);
    await compressSite(folder);
    claimed.answer(loopbackOnly(siteHandler(await readSiteFiles(folder))));
    const address = `http://127.0.0.1:${claimed.port}/`;
    context.stdout.write(`The page is at ${address} (Ctrl-C stops the server)\n`);
    if (!context.signal.aborted) await once(context.signal, "abort");
  } finally {
    await rm(folder, { recursive: true, force: true });
    await claimed.close();
  }
}

if (import.meta.main) await runCommand(SPEC, web);
