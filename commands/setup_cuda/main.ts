import process from "node:process";
import type { FlagValues } from "../../cli/flags.ts";
import { namedText } from "../../cli/named_text.ts";
import { shortPath } from "../../cli/short_path.ts";
import { createProgress, type Progress } from "../../cli/progress.ts";
import { type CommandContext, runCommand } from "../../cli/run_command.ts";
import { paint } from "../../cli/terminal.ts";
import type { TransferOptions } from "../../data/transfer.ts";
import { WeftError } from "../../error.ts";
import { findObstacle } from "../../runtime/find_obstacle.ts";
import type { Obstacle } from "../../runtime/backends.ts";
import { installedFault, installProvider } from "../../runtime/cuda/install.ts";
import { type Nvidia, readNvidia } from "../../runtime/cuda/nvidia.ts";
import {
  inspectProvider,
  libraryFolder,
  type NeededLibrary,
} from "../../runtime/cuda/provider_files.ts";
import { PROVIDER_PACKAGE, type ProviderPackage } from "../../runtime/cuda/provider_package.ts";
import { fetchSource, localSource } from "../../runtime/cuda/source.ts";
import { packageVersion } from "../../runtime/package_version.ts";
import { SPEC } from "./spec.ts";

/** The machine that is set up. Tests pass their own. */
export interface CudaMachine {
  /** System and processor, such as `linux x64`. */
  readonly system: string;
  /** The folder of onnxruntime-node's own libraries. */
  readonly folder: string;
  /** The version of onnxruntime-node. */
  readonly version: string;
  /** The package with the provider. */
  readonly pinned: ProviderPackage;
  readonly readNvidia: () => Promise<Nvidia | undefined>;
  /** Runs a graph of one node on CUDA. */
  readonly probe: () => Promise<Obstacle | undefined>;
  /** The times of a download; tests use shorter ones. */
  readonly timing: Pick<TransferOptions, "connectTimeout" | "backoff">;
}

function thisMachine(): CudaMachine {
  return {
    system: `${process.platform} ${process.arch}`,
    folder: libraryFolder(),
    version: packageVersion("onnxruntime-node"),
    pinned: PROVIDER_PACKAGE,
    readNvidia,
    probe: () => findObstacle("cuda"),
    timing: { connectTimeout: 10_000 },
  };
}

/** The object that `--json` prints. */
export interface SetupReport {
  readonly version: string;
  readonly folder: string;
  /** The source of the provider; `undefined` where it was installed already. */
  readonly installedFrom: string | undefined;
  readonly libraries: readonly NeededLibrary[];
  readonly nvidia: Nvidia | undefined;
  readonly works: boolean;
  readonly obstacle: Obstacle | undefined;
}

/** Runs `deno task setup:cuda`: installs the provider, and reports what else is missing. */
export async function setUpCuda(
  { from, json }: FlagValues<typeof SPEC>,
  { stdout, stderr, signal }: CommandContext,
  machine: CudaMachine = thisMachine(),
): Promise<void> {
  const { system, folder, version } = machine;
  if (system !== "linux x64") {
    throw new WeftError(
      "runtime",
      `Cannot set CUDA up here: onnxruntime-node has no CUDA for ${system}`,
      "Use --backend webgpu, which needs no setup, or Linux on x64",
    );
  }
  const out = json ? stderr : stdout;
  const say = (name: string, text: string) =>
    out.write(`${namedText(name, text, out).join("\n")}\n`);
  const step = (title: string) => out.write(`${paint(out, "bold", title)}\n`);

  step("1. ONNX Runtime's CUDA provider, two libraries beside its own");
  say("onnxruntime-node", `${version}, in ${shortPath(folder)}`);
  const installedFrom = await provide(from, machine, say, { stderr, signal });

  step("2. NVIDIA's libraries that the provider needs: CUDA, cuDNN and the driver's");
  const { needs } = await inspectProvider(folder);
  for (const { name, path } of needs) say(name, path ?? paint(out, "red", "not found"));

  step("3. The GPU");
  const nvidia = await machine.readNvidia();
  for (const gpu of nvidia?.gpus ?? []) say(gpu.name, `driver ${gpu.driver}`);
  if (nvidia) say("Driver", `can run up to CUDA ${nvidia.cuda ?? "of an unknown version"}`);
  else say("None", "nvidia-smi is missing, or lists no GPU");

  step("4. A graph of one node");
  const obstacle = await machine.probe();
  if (obstacle) say("Not yet", `${obstacle.why}. → ${obstacle.fix}. Then: deno task doctor`);
  else say("Works", "→ deno task infer --split test --backend cuda");

  const works = obstacle === undefined;
  const report: SetupReport = {
    ...{ version, folder, installedFrom, libraries: needs, nvidia, works, obstacle },
  };
  if (json) stdout.write(`${JSON.stringify(report, (_, value) => value ?? null)}\n`);
}

/** Installs the provider where it is missing; returns the name of its source. */
async function provide(
  from: string | undefined,
  { folder, version, pinned, timing }: CudaMachine,
  say: (name: string, text: string) => void,
  { stderr, signal }: Pick<CommandContext, "stderr" | "signal">,
): Promise<string | undefined> {
  const fault = await installedFault(folder, version);
  if (fault === undefined) {
    say("Provider", "installed already");
    return undefined;
  }
  say("Provider", fault);
  if (from !== undefined) {
    const source = await localSource(from, pinned);
    await installProvider(source, folder, { pinned, signal });
    say("", `copied from ${source.title}`);
    return source.title;
  }
  say("", `downloading it from ${new URL(pinned.url).host}`);
  let bar: Progress | undefined;
  const source = await fetchSource(pinned, folder, {
    signal,
    ...timing,
    onProgress: (received, total) => {
      bar ??= createProgress({
        ...{ label: "Downloading", unit: "bytes", terminal: stderr },
        ...(total === undefined ? {} : { total }),
      });
      bar.update(received);
    },
  }).finally(() => bar?.end());
  try {
    await installProvider(source, folder, { pinned, signal });
  } finally {
    await source.remove();
  }
  say("", `installed from ${source.title}`);
  return source.title;
}

if (import.meta.main) await runCommand(SPEC, setUpCuda);
