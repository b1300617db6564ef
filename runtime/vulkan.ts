import { readdir } from "node:fs/promises";
import process from "node:process";
import { type GpuAdapter, gpuAdapter } from "./gpu_adapter.ts";
import type { Obstacle } from "./runtime.ts";

/** Vulkan drivers that compute on the CPU: Chromium's SwiftShader and Mesa's lavapipe. */
const SOFTWARE = /swiftshader|lvp_icd|lavapipe/i;

/** What a GPU shows up as on Linux: a render node, an NVIDIA card, the one of WSL. */
const DEVICES = /^(renderD\d+|nvidia\d+|dxg)$/;

/** Where the machine keeps what this asks about; only tests give others. */
export interface VulkanMachine {
  readonly platform: string;
  /** `VK_ICD_FILENAMES` or `VK_DRIVER_FILES`, which name the drivers to use. */
  readonly drivers: string | undefined;
  /**
   * The names in /dev and /dev/dri; `undefined` where they may not be read: Deno keeps /dev from
   * all but `--allow-all`.
   */
  readonly devices: () => Promise<readonly string[] | undefined>;
  /** The adapter by the runtime's own account, which takes longer. */
  readonly adapter: () => Promise<GpuAdapter | undefined>;
}

/** This machine. */
export const thisMachine: VulkanMachine = {
  platform: process.platform,
  get drivers() {
    return process.env.VK_DRIVER_FILES ?? process.env.VK_ICD_FILENAMES;
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
 * Why WebGPU would compute in software here, told without starting ONNX Runtime; `undefined` where
 * a GPU is to be expected. Only Linux lets software stand in for a GPU.
 */
export async function softwareAdapter(
  { platform, drivers, devices, adapter }: VulkanMachine = thisMachine,
): Promise<string | undefined> {
  if (platform !== "linux") return undefined;
  if (drivers !== undefined) {
    return SOFTWARE.test(drivers) ? "its Vulkan driver is software" : undefined;
  }
  return await withoutGpu({ devices, adapter });
}

/** Why there is no GPU to be expected; `undefined` where there is. */
async function withoutGpu(
  { devices, adapter }: Pick<VulkanMachine, "devices" | "adapter">,
): Promise<string | undefined> {
  const names = await devices();
  if (names) return names.some((name) => DEVICES.test(name)) ? undefined : NO_GPU;
  const found = await adapter();
  if (!found) return NO_GPU;
  return found.software ? `its adapter is software (${found.name})` : undefined;
}

const INSTALL = "Install the graphics driver; on Linux with libvulkan1, and for one in software " +
  "Debian's chromium and VK_ICD_FILENAMES=/usr/lib/chromium/vk_swiftshader_icd.json";

/**
 * What can be seen to be missing on Linux before WebGPU is started, which has much to say of its
 * own where it fails.
 */
export async function vulkanObstacle(
  { platform, drivers, ...machine }: VulkanMachine = thisMachine,
): Promise<Obstacle | undefined> {
  if (platform !== "linux" || drivers !== undefined) return undefined;
  const why = await withoutGpu(machine);
  return why === undefined
    ? undefined
    : { why: `${why}, and no Vulkan driver is named`, fix: INSTALL };
}

/** What ONNX Runtime means when it cannot start WebGPU. */
export function webgpuRefusal(message: string): Obstacle {
  if (/No supported adapters|adapter/i.test(message)) {
    return {
      why: "no GPU adapter was found (Vulkan on Linux, Metal on macOS, Direct3D 12 on Windows)",
      fix: INSTALL,
    };
  }
  return { why: message, fix: "Update the graphics driver, or use --backend cpu" };
}
