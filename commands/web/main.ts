import { join } from "node:path";
import type { FlagValues } from "../../cli/flags.ts";
import { type CommandContext, runCommand } from "../../cli/run_command.ts";
import { WeftError } from "../../error.ts";
import { buildSite } from "./build_site.ts";
import { siteHandler } from "./serve.ts";
import { SPEC } from "./spec.ts";

type Flags = FlagValues<typeof SPEC>;

/** The folder of a site that is served but not written elsewhere, and of the demo's runs. */
const CACHE = join(".cache", "web");

/** `deno task web`: builds the page; serves it until Ctrl-C, or writes it as a static site. */
export async function web(flags: Flags, context: CommandContext): Promise<void> {
  const { build, run, data, unverified, limit, port } = flags;
  const folder = flags.out ?? (build ? "site" : join(CACHE, "site"));
  await buildSite(folder, { run, data, unverified, limit, cache: CACHE }, context);
  if (build) {
    context.stderr.write(`The site is in ${folder}. Any web server can serve it\n`);
    return;
  }
  await serve(folder, port, context);
}

async function serve(folder: string, port: number, { stdout, signal }: CommandContext) {
  const onListen = ({ port }: { port: number }) =>
    stdout.write(`The page is at http://127.0.0.1:${port}/ (Ctrl-C stops the server)\n`);
  try {
    const options = { hostname: "127.0.0.1", port, signal, onListen };
    await Deno.serve(options, siteHandler(folder)).finished;
  } catch (error) {
    if (!(error instanceof Deno.errors.AddrInUse)) throw error;
    throw new WeftError(
      "usage",
      `Cannot serve the page: port ${port} is in use`,
      "Choose another port with --port; --port 0 takes any free port",
    );
  }
}

if (import.meta.main) await runCommand(SPEC, web);
