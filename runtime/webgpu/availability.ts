import { readdir } from "node:fs/promises";
import process from "node:process";
import type { Obstacle } from "../backends.ts";
import { type GpuAdapter, gpuAdapter } from "./adapter.ts";

/** Chromium's Vulkan driver that computes on the CPU, where Debian installs it. */
export const SWIFTSHADER = "/usr/lib/chromium/vk_swiftshader_icd.json";

/** Vulkan drivers that compute on the CPU: Chromium's SwiftShader and Mesa's lavapipe. */
const SOFTWARE = /swiftshader|lvp_icd|lavapipe/i;

/** Device files of a GPU on Linux: a render node, an NVIDIA GPU, the GPU of WSL. */
const DEVICES = /^(renderD\d+|nvidia\d+|dxg)$/;

/** The Vulkan drivers that the environment names; `undefined` where it names none. */
export function namedVulkanDrivers(): string | undefined {
  return process.env.VK_DRIVER_FILES ?? process.env.VK_ICD_FILENAMES;
}

/** The facts about a machine that decide whether WebGPU has a GPU. Tests pass their own. */
export interface VulkanMachine {
  readonly platform: string;
  /** The result of {@linkcode namedVulkanDrivers}. */
  readonly drivers: string | undefined;
  /**
   * Lists the names in /dev and /dev/dri; `undefined` where they cannot be read: Deno allows /dev
   * only with `--allow-all`.
   */
  readonly devices: () => Promise<readonly string[] | undefined>;
  /** Requests the adapter, which takes longer than to list /dev. */
  readonly adapter: () => Promise<GpuAdapter | undefined>;
}

const thisMachine: VulkanMachine = {
  platform: process.platform,
  get drivers() {
    return namedVulkanDrivers();
  },
  devices: async () => {
    try {
      return [...await readdir("/dev"), ...await readdir("/dev/dri").catch(() => [])];
    } catch {
      return undefined;
    }
  },
  adapter: gpuAdapter,
};

const NO_GPU = "this machine shows no GPU";

/**
 * Says why WebGPU would compute on the CPU on this machine, without starting ONNX Runtime. Only
 * Linux has drivers that do.
 *
 * @returns `undefined` where WebGPU is expected to have a GPU.
 */
export async function softwareAdapter(
  { platform, drivers, devices, adapter }: VulkanMachine = thisMachine,
): Promise<string | undefined> {
  if (platform !== "linux") return undefined;
  if (drivers !== undefined) {
    return SOFTWARE.test(drivers) ? "its Vulkan driver is software" : undefined;
  }
  return await missingGpu({ devices, adapter });
}

/** Says why no GPU is expected; `undefined` where one is. */
async function missingGpu(
  { devices, adapter }: Pick<VulkanMachine, "devices" | "adapter">,
): Promise<string | undefined> {
  const names = await devices();
  if (names) return names.some((name) => DEVICES.test(name)) ? undefined : NO_GPU;
  const found = await adapter();
  if (!found) return NO_GPU;
  return found.software ? `its adapter is software (${found.name})` : undefined;
}

const INSTALL =
  "Install the graphics driver, on Linux with libvulkan1; for a driver in software, " +
  `install Debian's chromium and set VK_ICD_FILENAMES=${SWIFTSHADER}`;

/**
 * Finds out on Linux whether a GPU or a driver is missing, before ONNX Runtime starts WebGPU and
 * prints lines of its own.
 */
export async function webgpuObstacle(
  { platform, drivers, ...machine }: VulkanMachine = thisMachine,
): Promise<Obstacle | undefined> {
  if (platform !== "linux" || drivers !== undefined) return undefined;
  const why = await missingGpu(machine);
  return why === undefined
    ? undefined
    : { why: `${why}, and no Vulkan driver is named`, fix: INSTALL };
}

/** Explains ONNX Runtime's message when it cannot start WebGPU. */
export function explainWebgpuError(message: string): Obstacle {
  if (/No supported adapters|adapter/i.test(message)) {
    return {
      why: "no GPU adapter was found (Vulkan on Linux, Metal on macOS, Direct3D 12 on Windows)",
      fix: INSTALL,
    };
  }
  return { why: message, fix: "Update the graphics driver, or use --backend cpu" };
}
