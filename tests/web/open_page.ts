import { join } from "node:path";
import type { BrowserContext, Page } from "playwright-core";
import { buildSite } from "../../commands/web/build_site.ts";
import { siteHandler } from "../../commands/web/serve.ts";
import { BROWSERS, findBrowser, webgpuFlags } from "../../runtime/hosts/browsers.ts";
import { record } from "../../cli/testing/recorded.ts";
import { say } from "../command.ts";

/** How a page is served and looked at. */
export interface PageOptions {
  /** Images of the site. Default those of the small site. */
  readonly images?: number;
  /** Size of the window. Default 1280 x 900. */
  readonly width?: number;
  readonly height?: number;
  /** Pixels of the screen to a pixel of the style sheet. Default 1. */
  readonly scale?: number;
  /** Whether the reader prefers dark pages. */
  readonly dark?: boolean;
  /**
   * Whether things may move: the reader has not asked for less motion. Default false, as it makes
   * tests quicker.
   */
  readonly motion?: boolean;
  /**
   * Whether the server sends COOP and COEP, with which there is a SharedArrayBuffer. Default true.
   */
  readonly isolated?: boolean;
  /**
   * The name of the server. Default 127.0.0.1, which browsers trust; another leads there too, but
   * is, without https, not secure: the page gets no WebGPU, threads, camera or Web Crypto.
   */
  readonly host?: string;
  /** A path that the site lies below, such as `/some/where/`. Default `/`. */
  readonly below?: string;
  /** Other answers of the server than the site's files, by path: a status, or contents. */
  readonly instead?: Readonly<Record<string, number | Uint8Array<ArrayBuffer>>>;
  /** Whether Chromium gives pages WebGPU, in software. Default false. */
  readonly webgpu?: boolean;
  /** More flags for Chromium, as for a camera that is none. */
  readonly flags?: readonly string[];
  /** What the page may do without asking, such as `camera`. */
  readonly permissions?: readonly string[];
  /** Code that runs in the page before its own. */
  readonly before?: string;
}

/** A page that is open in Chromium. */
export interface OpenPage {
  readonly page: Page;
  readonly context: BrowserContext;
  /** The address of the page. */
  readonly address: string;
  /** Errors and warnings of the console, and errors that nobody caught. */
  readonly complaints: readonly string[];
  /** Addresses that were asked for at other servers. */
  readonly foreign: readonly string[];
  /** Everything that was asked for, below the page's own address. */
  readonly requested: readonly string[];
  close(): Promise<void>;
}

/** How many images the small site has. */
const IMAGES = 300;

const built = new Map<number, Promise<string>>();

/** A small site: the models of the zoo and drawn garments, built once in a process. */
export function smallSite(): Promise<string> {
  return siteOf(IMAGES);
}

/** The same with so many images. */
function siteOf(images: number): Promise<string> {
  const known = built.get(images);
  if (known) return known;
  const site = (async () => {
    const folder = await Deno.makeTempDir({ prefix: "weft-site-" });
    addEventListener("unload", () => Deno.removeSync(folder, { recursive: true }));
    const context = { stdout: record(), stderr: record(), signal: new AbortController().signal };
    const site = join(folder, "site");
    const run = ["zoo:lenet", "zoo:lenet-modified", "zoo:vae"];
    const options = { run, data: "synthetic", unverified: false, cache: folder, limit: images };
    await buildSite(site, options, context);
    return site;
  })();
  built.set(images, site);
  return site;
}

/** The path of Chromium; `undefined` where it is not installed. */
export function findChromium(): string | undefined {
  return findBrowser(BROWSERS.Chromium!);
}

/**
 * Opens a site in Chromium.
 *
 * @param site The folder of the site.
 * @throws Where Chromium does not start or the page does not load.
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
  const files = siteHandler(site, { isolated });
  const requested: string[] = [];
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, (request) => {
    const url = new URL(request.url);
    if (!url.pathname.startsWith(below)) return new Response("outside", { status: 404 });
    url.pathname = `/${url.pathname.slice(below.length)}`;
    requested.push(url.pathname.slice(1));
    const other = options.instead?.[url.pathname.slice(1)];
    if (typeof other === "number") return new Response("instead", { status: other });
    if (other) return new Response(other);
    return files(new Request(url, { method: request.method }));
  });
  const address = `http://${host}:${server.addr.port}${below}`;
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
    await server.shutdown();
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
 * Loads playwright-core, which when it is loaded looks for Windows below Linux in /proc, where Deno
 * lets nobody look. With this variable the package that asks, is-wsl, leaves it.
 */
export async function loadPlaywright() {
  Deno.env.set("__IS_WSL_TEST__", "true");
  return await import("playwright-core");
}

/**
 * A test in Chromium: it gets the small site, and opens it as often as it needs. Pages are closed
 * afterwards.
 */
export function webTest(
  name: string,
  test: (open: (options?: PageOptions) => Promise<OpenPage>, t: Deno.TestContext) => Promise<void>,
): void {
  Deno.test(name, async (t) => {
    if (findChromium() === undefined) {
      if (Deno.env.get("CI") === "true") throw new Error("Chromium is not installed");
      return say("skipped, Chromium is not installed (Debian: apt-get install chromium)");
    }
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
