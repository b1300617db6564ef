import { writeFileAtomic } from "../cli/file.ts";
import { WeftError } from "../error.ts";
import type { Position } from "./position.ts";
import { encodeChecked, isIntact } from "./checked_safetensors.ts";
import { decodeSafetensors, type StoredTensor } from "./safetensors.ts";

/** All that a run needs to continue bit for bit. */
export interface Checkpoint {
  readonly model: string;
  readonly position: Position;
  /** Parameters and optimizer state, with their elements in tfjs's order. */
  readonly state: ReadonlyMap<string, StoredTensor>;
  /** Parameters of the best epoch, where the run may stop early. */
  readonly best: ReadonlyMap<string, StoredTensor>;
}

const FORMAT = "weft-checkpoint-2";
/** The format before 2026-12, which has no checksum. */
const UNCHECKED_FORMAT = "weft-checkpoint-1";
const BEST = "best/";

/** Encodes a checkpoint as a .safetensors file. */
export function encodeCheckpoint({ model, position, state, best }: Checkpoint) {
  const prefixed = [...best].map(([name, tensor]) => [`${BEST}${name}`, tensor] as const);
  return encodeChecked({
    tensors: new Map([...state, ...prefixed]),
    metadata: { format: FORMAT, model, position: JSON.stringify(position) },
  });
}

/** Writes a checkpoint atomically: the file has either all old or all new bytes. */
export async function writeCheckpoint(path: string, checkpoint: Checkpoint): Promise<void> {
  await writeFileAtomic(path, encodeCheckpoint(checkpoint));
}

/**
 * Decodes a checkpoint and checks that it belongs to a model.
 *
 * @param path Its file, for errors.
 * @param model Name of the model that continues.
 * @param shapes Shape of each tensor of its state.
 * @throws {WeftError} `checkpoint` when it is damaged or belongs to another model or optimizer.
 */
export function decodeCheckpoint(
  bytes: Uint8Array,
  path: string,
  model: string,
  shapes: ReadonlyMap<string, readonly number[]>,
): Checkpoint {
  const contents = decodeSafetensors(bytes, path);
  const { tensors, metadata } = contents;
  const refuse = (why: string, hint: string) =>
    new WeftError("checkpoint", `Cannot resume from ${path}: ${why}`, hint);
  if (metadata.format !== FORMAT && metadata.format !== UNCHECKED_FORMAT) {
    throw refuse("it is not a checkpoint of weft", "Give --resume the folder of a run");
  }
  const restore = "Restore the file from a copy, or train again";
  if (metadata.format === FORMAT && !isIntact(contents)) {
    throw refuse("it is damaged: its checksum differs", restore);
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
  if (!position) throw refuse("its position is damaged", restore);
  return { model, position, state, best };
}

/** Parses a position; `undefined` when it is damaged. Generators check their own states. */
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
