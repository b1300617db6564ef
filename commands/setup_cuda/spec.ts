// This module is browser compatible.
import type { CommandSpec } from "../../cli/flags.ts";

/** The flags of `deno task setup:cuda`. */
export const SPEC = {
  name: "deno task setup:cuda",
  summary: "Installs what ONNX Runtime needs to compute on an NVIDIA card, and says what else is " +
    "missing. Linux on x64.",
  flags: {
    from: {
      kind: "text",
      value: "PATH",
      defaultHelp: "downloaded from NuGet, a few hundred MB",
      help: "A folder with the libraries, or a package that has them (.nupkg, .whl), " +
        "for a machine without internet",
    },
    json: { kind: "boolean", help: "Print what was found and done as one JSON object on stdout" },
  },
  examples: [
    ["deno task setup:cuda", "fetch the provider, then look at CUDA, cuDNN and the card"],
    ["deno task setup:cuda --from /media/stick", "take it from there instead"],
    ["deno task doctor", "what works now"],
  ],
} as const satisfies CommandSpec;
