// This module is browser compatible.
import { WeftError } from "../../error.ts";
import { readMetadata } from "../metadata.ts";
import { readSource } from "../../runtime/read_source.ts";
import {
  createSession,
  describeValues,
  type Session,
  type SessionOptions,
} from "../../runtime/session.ts";
import { isZooName, readZooFile, type ZooOptions } from "../zoo.ts";
import { IMAGE_SIDE } from "../../data/image.ts";

/** A variational autoencoder that is ready to run. */
export interface VaeModel {
  /** The file or address that its encoder came from, or `the VAE`. */
  readonly name: string;
  /** Dimensions of the latent space. */
  readonly latentSize: number;
  /** The encoder's metadata, such as `model`, `dataset`, `test_elbo` and `weft_version`. */
  readonly metadata: Readonly<Record<string, string>>;
  /** `image` [batch,1,28,28] in 0..1 → `mean` and `logvar` [batch,latentSize]. */
  readonly encoder: Session;
  /** `latent` [batch,latentSize] → `image` [batch,1,28,28] in 0..1. */
  readonly decoder: Session;
  /** Frees the memory of both sessions. */
  readonly close: () => Promise<void>;
}

/** Where the two halves are: bytes of .onnx files, addresses, or (on a server) paths. */
export interface VaeSource {
  readonly encoder: string | URL | Uint8Array;
  readonly decoder: string | URL | Uint8Array;
}

/**
 * Loads a VAE.
 *
 * @param source Its encoder and its decoder, or its name in the zoo, such as `zoo:vae`: then both are fetched and checked.
 * @param options Where to run it, and where the zoo is.
 * @throws {WeftError} `file` or `network` when one cannot be read, `model` when they are no encoder and decoder of one
 * latent space or the zoo has none of that name, `runtime` when the backend does not work here.
 *
 * @example
 * ```ts ignore
 * const model = await loadVae({ encoder: "runs/vae/encoder.onnx", decoder: "runs/vae/decoder.onnx" });
 * ```
 */
export async function loadVae(
  source: VaeSource | string,
  options: SessionOptions & ZooOptions = {},
): Promise<VaeModel> {
  if (typeof source === "string") {
    const { name = source, ...rest } = options;
    return await loadVae(await halvesInZoo(source, options), { ...rest, name });
  }
  const nameOf = (half: "encoder" | "decoder") =>
    source[half] instanceof Uint8Array ? `the ${half}` : String(source[half]);
  const load = async (half: "encoder" | "decoder") => {
    const name = nameOf(half);
    const bytes = await readSource(source[half], name);
    return {
      metadata: readMetadata(bytes, name),
      session: await createSession(bytes, { ...options, name, portable: true }),
    };
  };
  const encoder = await load("encoder");
  const decoder = await load("decoder").catch(async (error) => {
    await encoder.session.close();
    throw error;
  });
  const close = async () => {
    await encoder.session.close();
    await decoder.session.close();
  };
  try {
    const latentSize = commonLatent(
      widthOf(encoder.session, nameOf("encoder"), ENCODER),
      widthOf(decoder.session, nameOf("decoder"), DECODER),
      source,
    );
    return {
      name: options.name ?? nameOf("encoder"),
      latentSize,
      metadata: encoder.metadata,
      encoder: encoder.session,
      decoder: decoder.session,
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

async function halvesInZoo(name: string, options: ZooOptions): Promise<VaeSource> {
  if (!isZooName(name)) {
    throw new WeftError(
      "usage",
      `Cannot load a VAE from ${name}: it has two files`,
      "Give { encoder, decoder }, or a name in the zoo such as zoo:vae",
    );
  }
  const encoder = readZooFile(name, "encoder.onnx", options);
  const decoder = readZooFile(name, "decoder.onnx", options);
  // Where both fail it is always the encoder that is reported, whichever comes first.
  await Promise.allSettled([encoder, decoder]);
  return { encoder: await encoder, decoder: await decoder };
}

const IMAGE = `1,${IMAGE_SIDE},${IMAGE_SIDE}`;

/** What a half must take and give; `L` is the latent size. */
interface Half {
  readonly what: string;
  readonly inputs: Readonly<Record<string, string>>;
  readonly outputs: Readonly<Record<string, string>>;
  readonly hint: string;
}

const ENCODER: Half = {
  what: "an encoder",
  inputs: { image: IMAGE },
  outputs: { mean: "L", logvar: "L" },
  hint:
    "Give the encoder.onnx of a VAE that weft trained: image [batch,1,28,28] → mean, logvar [batch,L]",
};

const DECODER: Half = {
  what: "a decoder",
  inputs: { latent: "L" },
  outputs: { image: IMAGE },
  hint: "Give the decoder.onnx of the same VAE: latent [batch,L] → image [batch,1,28,28]",
};

/** Checks a half and returns its latent size. */
function widthOf({ inputs, outputs }: Session, name: string, half: Half): number {
  const widths = new Set<number>();
  const fits = (values: Session["inputs"], expected: Readonly<Record<string, string>>) =>
    Object.entries(expected).every(([key, shape]) => {
      const value = values.find((each) => each.name === key);
      if (!value?.isTensor || value.type !== "float32") return false;
      const [batch, ...rest] = value.shape;
      if (typeof batch === "number" && batch >= 0) return false;
      if (shape === IMAGE) return rest.join() === IMAGE;
      widths.add(Number(rest[0]));
      return rest.length === 1 && Number.isInteger(Number(rest[0]));
    });
  const sound = inputs.length === Object.keys(half.inputs).length && fits(inputs, half.inputs) &&
    fits(outputs, half.outputs) && widths.size === 1;
  if (sound) return [...widths][0]!;
  throw new WeftError(
    "model",
    `Cannot use ${name}: it is not ${half.what}; it takes ${describeValues(inputs)} and gives ` +
      describeValues(outputs),
    half.hint,
  );
}

function commonLatent(encoder: number, decoder: number, source: VaeSource): number {
  if (encoder === decoder) return encoder;
  const at = typeof source.decoder === "string" ? ` (${source.decoder})` : "";
  throw new WeftError(
    "model",
    `Cannot use the VAE: its encoder has ${encoder} latent dimensions, its decoder${at} ${decoder}`,
    "Put encoder.onnx and decoder.onnx of the same run together",
  );
}
