// This module is browser compatible.
import type { CommandSpec } from "../../cli/flag.ts";

/** The flags of `deno task setup:cuda`. */
export const SPEC = {
  name: "deno task setup:cuda",
  summary:
    "Installs ONNX Runtime's CUDA provider for NVIDIA GPUs, and reports what else is missing. " +
    "Linux on x64.",
  flags: {
    from: {
      kind: "path",
      value: "PATH",
      defaultHelp: "downloaded from PyPI, 247 MB",
      help: "The wheel with the libraries, or a folder with the wheel or the libraries, " +
        "for a machine without internet",
    },
    json: { kind: "boolean", help: "Print the result as one JSON object on stdout" },
  },
  examples: [
    ["deno task setup:cuda", "download the provider, then check CUDA, cuDNN and the GPU"],
    ["deno task setup:cuda --from /media/stick", "install it from a folder"],
    ["deno task doctor", "which backends work now"],
  ],
} as const satisfies CommandSpec;
