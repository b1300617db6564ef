// This module is browser compatible.
import { WeftError } from "../../error.ts";
import { readMetadata } from "../metadata.ts";
import { type FileSource, readSource, sourceName } from "../../runtime/read_source.ts";
import { createSession, type Session, type SessionOptions } from "../../runtime/session.ts";
import { startRuntime } from "../../runtime/start_runtime.ts";
import { describeValues } from "../../runtime/session_errors.ts";
import { isWidth } from "../declared_width.ts";
import { isZooName, readZooFile, type ZooOptions } from "../zoo.ts";
import { IMAGE_SIDE } from "../../data/image.ts";

/** A variational autoencoder that is ready to run. */
export interface VaeModel {
  /** The name of `options`, else the path or address of the encoder, or `the encoder`. */
  readonly name: string;
  /** The number of dimensions of the latent space. */
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

/** An encoder and a decoder: bytes of .onnx files, addresses, or (on a server) paths. */
export interface VaeSource {
  readonly encoder: FileSource;
  readonly decoder: FileSource;
}

/**
 * Loads a VAE.
 *
 * @param source The encoder and the decoder, or a name of the zoo, such as `zoo:vae`: both files
 * are then fetched and checked.
 * @param options The backend that runs it, and the place of the zoo.
 * @throws {WeftError} `file` or `network` when a file cannot be read; `model` when a file is not an
 * encoder or a decoder, their latent spaces differ, or the zoo has no such model; `runtime` when
 * the backend does not work here.
 *
 * @example
 * ```ts ignore
 * const folder = "runs/vae";
 * const model = await loadVae({
 *   encoder: `${folder}/encoder.onnx`,
 *   decoder: `${folder}/decoder.onnx`,
 * });
 * const images = await sample(model, { count: 64, seed: 1 });
 * await model.close();
 * ```
 */
export async function loadVae(
  source: VaeSource | string,
  options: SessionOptions & ZooOptions = {},
): Promise<VaeModel> {
  startRuntime(options).catch(() => {}); // createSession() fails as well, and says which model
  if (typeof source === "string") {
    const { name = source, ...rest } = options;
    return await loadVae(await readZooVae(source, options), { ...rest, name });
  }
  const nameOf = (part: keyof VaeSource) => sourceName(source[part], `the ${part}`);
  const load = async (part: keyof VaeSource) => {
    const name = nameOf(part);
    const bytes = await readSource(source[part], name);
    return {
      size: bytes.length,
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
    const latentSize = commonLatentSize(
      latentSizeOf(encoder, nameOf("encoder"), ENCODER),
      latentSizeOf(decoder, nameOf("decoder"), DECODER),
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

/** Reads the encoder and the decoder of a VAE in the zoo. */
async function readZooVae(name: string, options: ZooOptions): Promise<VaeSource> {
  if (!isZooName(name)) {
    throw new WeftError(
      "usage",
      `Cannot load a VAE from ${name}: it has two files`,
      "Give { encoder, decoder }, or a name in the zoo such as zoo:vae",
    );
  }
  const encoder = readZooFile(name, "encoder.onnx", options);
  const decoder = readZooFile(name, "decoder.onnx", options);
  // When both fail, the error of the encoder is reported, whichever fails first.
  await Promise.allSettled([encoder, decoder]);
  return { encoder: await encoder, decoder: await decoder };
}

const IMAGE = `1,${IMAGE_SIDE},${IMAGE_SIDE}`;

/** The inputs and outputs of an encoder or a decoder. */
interface Signature {
  /** The part in an error: `an encoder`. */
  readonly noun: string;
  /** Shapes without the batch, by name; `L` stands for the latent size. */
  readonly inputs: Readonly<Record<string, string>>;
  readonly outputs: Readonly<Record<string, string>>;
  readonly hint: string;
}

const ENCODER: Signature = {
  noun: "an encoder",
  inputs: { image: IMAGE },
  outputs: { mean: "L", logvar: "L" },
  hint: "Give the encoder.onnx of a VAE that weft trained: " +
    "image [batch,1,28,28] → mean, logvar [batch,L]",
};

const DECODER: Signature = {
  noun: "a decoder",
  inputs: { latent: "L" },
  outputs: { image: IMAGE },
  hint: "Give the decoder.onnx of the same VAE: latent [batch,L] → image [batch,1,28,28]",
};

/**
 * Checks that a session has the signature of an encoder or a decoder and returns its latent size.
 */
function latentSizeOf(
  { session: { inputs, outputs }, size }: { readonly session: Session; readonly size: number },
  name: string,
  signature: Signature,
): number {
  const sizes = new Set<number>();
  const fits = (values: Session["inputs"], expected: Readonly<Record<string, string>>) =>
    Object.entries(expected).every(([key, shape]) => {
      const value = values.find((each) => each.name === key);
      if (!value?.isTensor || value.type !== "float32") return false;
      const [batch, ...rest] = value.shape;
      if (typeof batch === "number" && batch >= 0) return false;
      if (shape === IMAGE) return rest.join() === IMAGE;
      sizes.add(Number(rest[0]));
      return rest.length === 1 && isWidth(rest[0], size);
    });
  const isSound = inputs.length === Object.keys(signature.inputs).length &&
    fits(inputs, signature.inputs) && fits(outputs, signature.outputs) && sizes.size === 1;
  if (isSound) return [...sizes][0]!;
  throw new WeftError(
    "model",
    `Cannot use ${name}: it is not ${signature.noun}; its inputs are ${describeValues(inputs)}, ` +
      `its outputs ${describeValues(outputs)}`,
    signature.hint,
  );
}

function commonLatentSize(encoder: number, decoder: number, source: VaeSource): number {
  if (encoder === decoder) return encoder;
  const at = typeof source.decoder === "string" ? ` (${source.decoder})` : "";
  throw new WeftError(
    "model",
    `Cannot use the VAE: its encoder has ${encoder} latent dimensions, its decoder${at} ${decoder}`,
    "Put encoder.onnx and decoder.onnx of the same run together",
  );
}
