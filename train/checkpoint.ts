import { writeFileAtomic } from "../cli/file.ts";
import type { GeneratorState } from "../data/random.ts";
import { WeftError } from "../error.ts";
import { decodeSafetensors, encodeSafetensors, type StoredTensor } from "./safetensors.ts";

/** Where a run stands. Nothing in it depends on time, so equal runs have equal checkpoints. */
export interface Position {
  /** The epoch that is under way, from 1; one more than there are when the run is done. */
  readonly epoch: number;
  /** Steps of that epoch that are done. */
  readonly step: number;
  /** Sums of the step's outputs, such as the loss, over those steps. */
  readonly sums: Readonly<Record<string, number>>;
  /** Order of the images: the generator's state when the epoch began. */
  readonly shuffle: GeneratorState;
  /** Augmentation: the generator's present state. */
  readonly augment: GeneratorState;
  /** Dropout, or a VAE's sampling: the generator's present state. */
  readonly noise: GeneratorState;
  /** The epoch with the lowest validation loss, where the run stops early. */
  readonly best?: { readonly epoch: number; readonly loss: number };
}

/** All that a run needs to continue bit for bit. */
export interface Checkpoint {
  readonly model: string;
  readonly position: Position;
  /** Parameters and optimizer state in tfjs's order of elements. */
  readonly state: ReadonlyMap<string, StoredTensor>;
  /** Parameters of the best epoch, where the run stops early. */
  readonly best: ReadonlyMap<string, StoredTensor>;
}

const FORMAT = "weft-checkpoint-1";
const BEST = "best/";

/** A checkpoint as the bytes of a .safetensors file. */
export function encodeCheckpoint({ model, position, state, best }: Checkpoint) {
  const prefixed = [...best].map(([name, tensor]) => [`${BEST}${name}`, tensor] as const);
  return encodeSafetensors({
    tensors: new Map([...state, ...prefixed]),
    metadata: { format: FORMAT, model, position: JSON.stringify(position) },
  });
}

/** Writes a checkpoint so that the file is either the old one or the new one, whatever happens. */
export async function writeCheckpoint(path: string, checkpoint: Checkpoint): Promise<void> {
  await writeFileAtomic(path, encodeCheckpoint(checkpoint));
}

/**
 * Reads a checkpoint and checks that it belongs to the model at hand.
 *
 * @param model Name of the model that is to continue.
 * @param shapes Shape of each tensor of its state.
 * @throws {WeftError} `checkpoint` when the file is damaged or belongs to another model or
 * optimizer.
 */
export function decodeCheckpoint(
  bytes: Uint8Array,
  path: string,
  model: string,
  shapes: ReadonlyMap<string, readonly number[]>,
): Checkpoint {
  const { tensors, metadata } = decodeSafetensors(bytes, path);
  const refuse = (why: string, hint: string) =>
    new WeftError("checkpoint", `Cannot resume from ${path}: ${why}`, hint);
  if (metadata.format !== FORMAT) {
    throw refuse("it is not a checkpoint of weft", "Give --resume the folder of a run");
  }
  const own = "Resume the run that it belongs to, or train again with another --out";
  if (metadata.model !== model) {
    throw refuse(`it belongs to the model ${metadata.model}, not ${model}`, own);
  }
  const state = new Map<string, StoredTensor>();
  const best = new Map<string, StoredTensor>();
  for (const [name, tensor] of tensors) {
    if (name.startsWith(BEST)) best.set(name.slice(BEST.length), tensor);
    else state.set(name, tensor);
  }
  const missing = [...shapes.keys()].find((name) => !state.has(name));
  if (missing !== undefined) throw refuse(`its tensor '${missing}' is missing`, own);
  for (const [name, { shape: found }] of [...state, ...best]) {
    const shape = shapes.get(name);
    if (!shape) throw refuse(`its tensor '${name}' is not part of the model`, own);
    if (`${found}` !== `${shape}`) {
      throw refuse(`its tensor '${name}' has the shape [${found}], not [${shape}]`, own);
    }
  }
  const position = parsePosition(metadata.position);
  if (!position) {
    throw refuse("its position is damaged", "Restore the file from a copy, or train again");
  }
  return { model, position, state, best };
}

/** Reads a position; `undefined` when it is not one. Generators check their own states. */
function parsePosition(text: string | undefined): Position | undefined {
  let position: Position;
  try {
    position = JSON.parse(text ?? "");
  } catch {
    return undefined;
  }
  const { epoch, step, sums, shuffle, augment, noise } = position ?? {};
  const sound = Number.isSafeInteger(epoch) && epoch >= 1 && Number.isSafeInteger(step) &&
    step >= 0 && sums && Object.values(sums).every(Number.isFinite) && shuffle && augment && noise;
  return sound ? position : undefined;
}
