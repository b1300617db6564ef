import { namedText } from "../../cli/named_text.ts";
import { shortPath } from "../../cli/short_path.ts";
import { paint, type Terminal } from "../../cli/terminal.ts";
import type { Report, RuntimeReport } from "./report.ts";

type Output = Pick<Terminal, "colour" | "columns">;

/** Formats the report as a table. */
export function reportText(report: Report, terminal: Output): string {
  const section = (title: string, rows: readonly (readonly [string, string])[]) => [
    "",
    paint(terminal, "bold", title),
    ...rows.flatMap(([name, text]) => namedText(name, text, terminal)),
  ];
  const lines = [
    paint(terminal, "bold", `weft ${report.versions.weft}`) +
    `  ${report.system}, Deno ${report.versions.deno}`,
    "",
    paint(terminal, "bold", "Backends"),
    ...report.runtimes.flatMap((each) => backendLines(each, report, terminal)),
    "",
    ...namedText("auto", sentence(report.auto), terminal),
    ...section("Machine", machineRows(report)),
    ...section("CUDA", cudaRows(report)),
    ...section("Also here", [
      ...Object.entries(report.programs).map(([name, path]) =>
        [name, path ?? "not found"] as const
      ),
      ["Fashion-MNIST", dataText(report)],
    ]),
  ];
  return `${lines.join("\n")}\n`;
}

function backendLines(each: RuntimeReport, report: Report, terminal: Output): string[] {
  const { backend, works, obstacle, slow, chosen } = each;
  const mark = works ? paint(terminal, "green", "works") : paint(terminal, "red", "no   ");
  const about = obstacle ? `${sentence(obstacle.why)}.` : [
    sentence(deviceText(each, report)),
    ...(chosen ? ["auto chooses it"] : []),
    ...(slow ? [`auto skips it: ${slow}`] : []),
  ].join("; ");
  const [first, ...rest] = namedText(backend.padEnd(8) + "      ", about, terminal);
  return [
    first!.replace(backend.padEnd(8) + "      ", `${backend.padEnd(8)} ${mark}`),
    ...rest,
    ...(obstacle ? namedText("", `→ ${obstacle.fix}`, terminal) : []),
  ];
}

/** Describes the device of a backend that works. */
function deviceText({ backend, package: name }: RuntimeReport, report: Report): string {
  const { nvidia, adapter, processor } = report;
  const on = {
    cuda: nvidia?.gpus.map((gpu) => gpu.name).join(", ") ?? "an NVIDIA GPU",
    webgpu: adapter?.name ?? "a GPU",
    cpu: `${processor.physical ?? processor.logical} threads by default`,
    wasm: "1 thread, the same bits as in a browser",
  };
  return `${on[backend]} (${name})`;
}

function machineRows({ processor, memory, adapter, vulkanDrivers, nvidia }: Report) {
  const { name, logical, physical } = processor;
  const cores = physical === undefined ? "" : `${physical} cores, `;
  const rows: [string, string][] = [
    ["Processor", `${name}: ${cores}${logical} threads at a time`],
    ["Memory", `${gibibytes(memory.availableBytes)} of ${gibibytes(memory.totalBytes)} free`],
    [
      "GPU for WebGPU",
      adapter ? `${adapter.name}${adapter.software ? ", in software" : ""}` : "none found",
    ],
  ];
  if (vulkanDrivers !== undefined) rows.push(["Vulkan driver", vulkanDrivers]);
  for (const gpu of nvidia?.gpus ?? []) {
    rows.push(["NVIDIA GPU", `${gpu.name}, ${gibibytes(gpu.memoryBytes)}, driver ${gpu.driver}`]);
  }
  return rows;
}

function cudaRows({ cuda, nvidia, system }: Report): [string, string][] {
  if (!cuda) return [["", `ONNX Runtime has no CUDA for ${system}`]];
  const missing = cuda.libraries.filter(({ path }) => path === undefined);
  return [
    [
      "Driver",
      nvidia
        ? `${nvidia.gpus[0]!.driver}, up to CUDA ${nvidia.cuda ?? "unknown"}`
        : "nvidia-smi not found, or it lists no GPU",
    ],
    [
      "Provider",
      cuda.fault === undefined ? `installed in ${shortPath(cuda.folder)}` : cuda.fault,
    ],
    ...cuda.libraries.flatMap(({ name, path }): [string, string][] =>
      path === undefined ? [] : [[name, path]]
    ),
    ...(missing.length > 0
      ? [["Not found", missing.map(({ name }) => name).join(", ")] as [string, string]]
      : cuda.fault === undefined
      ? []
      : [["Found of CUDA", foundText(cuda.found)] as [string, string]]),
  ];
}

/** Lists CUDA's libraries where the provider, which names those it needs, is missing. */
function foundText(found: Readonly<Record<string, string>>): string {
  return Object.keys(found).join(", ") || "nothing; setup:cuda reports what the provider needs";
}

function dataText({ data: { folder, files, of } }: Report): string {
  if (files === of) return `in ${folder}`;
  const what = files === 0 ? "not" : `only ${files} of ${of} files`;
  return `${what} in ${folder}; the first training downloads it`;
}

const sentence = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);

const gibibytes = (bytes: number) => `${(bytes / 2 ** 30).toFixed(1)} GiB`;
