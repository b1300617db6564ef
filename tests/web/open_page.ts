import { join } from "node:path";
import type { BrowserContext, Page } from "playwright-core";
import { buildSite } from "../../commands/web/build_site.ts";
import { claimPort } from "../../commands/web/server/claim_port.ts";
import { answerText } from "../../commands/web/server/handler.ts";
import { readSiteFiles } from "../../commands/web/server/site_files.ts";
import { siteHandler } from "../../commands/web/server/site_handler.ts";
import { models } from "../../models/mod.ts";
import { BROWSERS, findBrowser, webgpuFlags } from "../../runtime/hosts/browsers.ts";
import { record } from "../../cli/testing/recorded.ts";
import { needs } from "../needs.ts";

/** The options of the server and of the browser. */
export interface PageOptions {
  /** The number of images of the site. Default: that of the small site. */
  readonly images?: number;
  /** Size of the window. Default 1280 x 900. */
  readonly width?: number;
  readonly height?: number;
  /** Device pixels for each CSS pixel. Default 1. */
  readonly scale?: number;
  /** Prefers dark pages. */
  readonly dark?: boolean;
  /** Allows animations. Default false, which makes tests faster. */
  readonly motion?: boolean;
  /** Sends COOP and COEP, which allow SharedArrayBuffer. Default true. */
  readonly isolated?: boolean;
  /**
   * The host name of the server. Default 127.0.0.1, which browsers trust. Any other name leads to
   * the same server, but is not secure without https: the page has no WebGPU, threads, camera or
   * Web Crypto.
   */
  readonly host?: string;
  /** The path of the site, such as `/some/where/`. Default `/`. */
  readonly below?: string;
  /** Responses that replace files of the site, by path: a status or contents. */
  readonly instead?: Readonly<Record<string, number | Uint8Array<ArrayBuffer>>>;
  /** Enables WebGPU in software. Default false. */
  readonly webgpu?: boolean;
  /** More flags for Chromium, for example for a fake camera. */
  readonly flags?: readonly string[];
  /** Permissions of the page, such as `camera`. */
  readonly permissions?: readonly string[];
  /** Code that runs in the page before its scripts. */
  readonly before?: string;
}

/** A page that is open in Chromium. */
export interface OpenPage {
  readonly page: Page;
  readonly context: BrowserContext;
  /** The address of the page. */
  readonly address: string;
  /** Errors and warnings of the console, and uncaught errors. */
  readonly complaints: readonly string[];
  /** Requested URLs of other servers. */
  readonly foreign: readonly string[];
  /** Requested paths of this server. */
  readonly requested: readonly string[];
  close(): Promise<void>;
}

/** The number of images of the small site. */
const IMAGES = 300;

const built = new Map<number, Promise<string>>();

/** Builds a small site with the models of the zoo and drawn garments, once in a process. */
export function smallSite(): Promise<string> {
  return siteOf(IMAGES);
}

/** Builds the same site with a number of images, once in a process. */
export function siteOf(images: number): Promise<string> {
  const known = built.get(images);
  if (known) return known;
  const site = (async () => {
    const folder = await Deno.makeTempDir({ prefix: "weft-site-" });
    addEventListener("unload", () => Deno.removeSync(folder, { recursive: true }));
    const context = { stdout: record(), stderr: record(), signal: new AbortController().signal };
    const site = join(folder, "site");
    const run = Object.keys(models).map((name) => `zoo:${name}`);
    const options = { run, data: "synthetic", unverified: false, cache: folder, limit: images };
    await buildSite(site, options, context);
    return site;
  })();
  built.set(images, site);
  return site;
}

/** Finds the path of Chromium; returns `undefined` where it is not installed. */
export function findChromium(): string | undefined {
  return findBrowser(BROWSERS.Chromium!);
}

/**
 * Opens a site in Chromium.
 *
 * @param site The folder of the site.
 * @throws When Chromium does not start or the page does not load.
 */
export async function openPage(site: string, options: PageOptions = {}): Promise<OpenPage> {
  const {
    width = 1280,
    height = 900,
    scale = 1,
    below = "/",
    isolated = true,
    host = "127.0.0.1",
  } = options;
  const answerWithFile = siteHandler(await readSiteFiles(site), { isolated });
  const requested: string[] = [];
  const server = await claimPort(0);
  server.answer((request, response) => {
    const path = request.url!.replace(/\?.*/, "");
    if (!path.startsWith(below)) return answerText(response, 404, "outside");
    const name = path.slice(below.length);
    requested.push(name);
    const other = options.instead?.[name];
    if (typeof other === "number") return answerText(response, other, "instead");
    if (other) return void response.writeHead(200).end(other);
    request.url = `/${name}`;
    return answerWithFile(request, response);
  });
  const address = `http://${host}:${server.port}${below}`;
  const { chromium } = await loadPlaywright();
  const browser = await chromium.launch({
    executablePath: findChromium()!,
    args: [
      "--no-sandbox",
      `--host-resolver-rules=MAP ${host} 127.0.0.1`,
      ...options.webgpu ? webgpuFlags(true) : [],
      ...options.flags ?? [],
    ],
  });
  const context = await browser.newContext({
    viewport: { width, height },
    deviceScaleFactor: scale,
    colorScheme: options.dark ? "dark" : "light",
    permissions: [...options.permissions ?? []],
    reducedMotion: options.motion ? "no-preference" : "reduce",
  });
  const complaints: string[] = [], foreign: string[] = [];
  context.setDefaultTimeout(15_000);
  const page = await context.newPage();
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) complaints.push(message.text());
  });
  page.on("pageerror", (error) => complaints.push(String(error)));
  context.on("request", (request) => {
    const url = request.url();
    if (!/^(blob|data):/.test(url) && !url.startsWith(address)) foreign.push(url);
  });
  if (options.before !== undefined) await context.addInitScript(options.before);
  const close = async () => {
    await browser.close();
    await server.close();
  };
  try {
    await page.goto(address);
    return { page, context, address, complaints, foreign, requested, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/**
 * Loads playwright-core. Its dependency is-wsl reads /proc to detect WSL, which Deno does not
 * allow; this variable turns the detection off.
 */
export async function loadPlaywright() {
  Deno.env.set("__IS_WSL_TEST__", "true");
  return await import("playwright-core");
}

/**
 * Declares a test in Chromium. It can open the small site several times; pages are closed
 * afterwards.
 */
export function webTest(
  name: string,
  test: (open: (options?: PageOptions) => Promise<OpenPage>, t: Deno.TestContext) => Promise<void>,
): void {
  Deno.test(name, needs("Chromium"), async (t) => {
    const opened: OpenPage[] = [];
    try {
      await test(async (options) => {
        const page = await openPage(await siteOf(options?.images ?? IMAGES), options);
        opened.push(page);
        return page;
      }, t);
    } finally {
      for (const { close } of opened) await close();
    }
  });
}
