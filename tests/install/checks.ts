import { join } from "node:path";
import { run } from "../npm_package/project.ts";
import { openSite, ORT, readSite, WASM } from "../npm_package/site.ts";
import { findChromium, loadPlaywright } from "../web/open_page.ts";

/** Runs a project and returns what it shows. */
export type Check = (folder: string) => Promise<string>;

/** Programs that are on the path; others belong to a package of the project. */
const ON_PATH = ["node", "npm"];

/** Runs a command line in a project. Returns all that it printed, or throws it on failure. */
export async function runLine(folder: string, [name, ...args]: readonly string[]): Promise<string> {
  const there = ON_PATH.includes(name!) || name!.includes("/");
  const { stdout, stderr } = await run(
    folder,
    there ? name! : `node_modules/.bin/${name}`,
    ...args,
  );
  return stdout + stderr;
}

/** Returns what a command line prints. */
export function printed(...line: readonly string[]): Check {
  return (folder) => runLine(folder, line);
}

/**
 * Opens a site of the project in Chromium and returns what its script reports.
 *
 * @param dist The folder of the site.
 * @param entry The path of its script.
 */
export function page(dist: string, entry: string): Check {
  return async (folder) => {
    const site = await readSite(join(folder, dist));
    // As docs/browser.md says of bundlers that do not copy it.
    const wasm = Object.keys(site).some((path) => path.endsWith(".wasm"))
      ? {}
      : { [WASM]: await Deno.readFile(join(folder, ORT, WASM)) };
    const report = await openSite({ ...site, ...wasm }, entry);
    if (report === undefined) throw new Error("Chromium is not installed");
    return String(report.results);
  };
}

/**
 * Starts a server of the project and returns what its route and its page show.
 *
 * @param line The server as a script of Node; it prints its address, then that it is ready.
 */
export function served(...line: readonly string[]): Check {
  return async (folder) => {
    const server = new Deno.Command("node", {
      args: [...line, "--hostname", "127.0.0.1", "--port", "0"],
      cwd: folder,
      env: { NO_COLOR: "1" },
      stdout: "piped",
    }).spawn();
    try {
      const address = await addressOf(server.stdout);
      const route = await (await fetch(`${address}/route`)).text();
      return `route: ${route}; page: ${await resultOf(address)}`;
    } finally {
      server.kill();
      await server.status;
    }
  };
}

async function addressOf(stdout: Deno.ChildProcess["stdout"]): Promise<string> {
  let printed = "";
  for await (const text of stdout.pipeThrough(new TextDecoderStream())) {
    printed += text;
    const address = /http:\/\/127\.0\.0\.1:\d+/.exec(printed)?.[0];
    if (address && /Ready/.test(printed)) return address;
  }
  throw new Error(`The server ended:\n${printed}`);
}

/** Opens a page in Chromium and returns the text of its element `result`. */
async function resultOf(address: string): Promise<string> {
  const executablePath = findChromium();
  if (executablePath === undefined) throw new Error("Chromium is not installed");
  const { chromium } = await loadPlaywright();
  const browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });
  try {
    const page = await browser.newPage();
    await page.goto(address);
    return await page.locator("#result").innerText();
  } finally {
    await browser.close();
  }
}

/** The ways in which a project of TypeScript finds packages, with the modules that it writes. */
const RESOLUTIONS = { bundler: "esnext", nodenext: "nodenext", node16: "node16" };

/**
 * Compiles the project in each way, without skipLibCheck. Throws the errors in the project and in
 * declarations of weft; those of tfjs contradict TypeScript's own.
 */
export async function errorsOfTypes(folder: string): Promise<string> {
  for (const [moduleResolution, module] of Object.entries(RESOLUTIONS)) {
    const options = ["--moduleResolution", moduleResolution, "--module", module];
    const words: string = await runLine(folder, ["tsc", ...options]).catch((error: Error) => {
      if (!/error TS\d+/.test(error.message)) throw error; // the compiler itself failed
      return error.message;
    });
    const errors = words.split("\n")
      .filter((line) => /^(src\/|node_modules\/weft-ml\/|error)/.test(line));
    if (errors.length > 0) throw new Error(`${moduleResolution}: ${errors.join("\n")}`);
  }
  return "no errors of weft";
}
