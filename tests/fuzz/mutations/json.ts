import type { Random } from "../random.ts";
import type { Mutation } from "../target.ts";
import { mutateBytes } from "./bytes.ts";

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/** Values that readers of JSON do not expect. */
const VALUES: readonly Json[] = [
  ...[null, true, "", "x", "\x1b[2J", "__proto__", "../../secret", "=1+1", {}, []],
  ...[0, -1, 1, 0.5, 28, 1e9, 2 ** 31, 2 ** 53, 1e308, -1e308],
  ...[[0], [-1, -1], [1e9, 1e9, 1e9], [[[[]]]], { a: { b: {} } }],
];
const KEYS = ["__proto__", "constructor", "toString", "length", "shape", "name", ""];

/** The objects and lists of a value, with the value around each. */
function holders(value: Json, found: (Json[] | { [key: string]: Json })[] = []) {
  if (typeof value !== "object" || value === null) return found;
  found.push(value);
  for (const each of Object.values(value)) holders(each, found);
  return found;
}

/** Sets a property that is the object's own, `__proto__` too. */
function put(holder: object, key: string, value: Json): void {
  const property = { value, writable: true, enumerable: true, configurable: true };
  Object.defineProperty(holder, key, property);
}

/** Changes one to four values of JSON. */
export function mutateJson(random: Random, json: Json): Json {
  const copy = structuredClone(json);
  for (let i = random.below(4); i >= 0; i--) {
    const holder = random.pick(holders(copy));
    if (holder === undefined) return random.pick(VALUES);
    const keys = Object.keys(holder);
    if (Array.isArray(holder)) changeList(random, holder);
    else if (keys.length === 0 || random.chance(0.15)) {
      put(holder, random.pick(KEYS), structuredClone(random.pick(VALUES)));
    } else if (random.chance(0.2)) delete holder[random.pick(keys)];
    else {put(
        holder,
        random.pick(keys),
        structuredClone(changed(random, holder[random.pick(keys)]!)),
      );}
  }
  return copy;
}

function changeList(random: Random, list: Json[]): void {
  const at = random.below(list.length + 1), how = random.below(3);
  if (how === 0) list.splice(at, 1);
  else if (how === 1) list.splice(at, 0, structuredClone(random.pick(VALUES)));
  else if (at < list.length) list[at] = structuredClone(changed(random, list[at]!));
}

function changed(random: Random, value: Json): Json {
  if (typeof value === "number" && random.chance(0.5)) {
    return random.pick([-value, value + 1, value - 1, value / 2, value * 1e6]);
  }
  if (typeof value === "string" && random.chance(0.3)) return value.slice(0, 20).repeat(500);
  return random.pick(VALUES);
}

/** Changes values of a JSON file, or now and then its bytes. */
export const mutateJsonFile: Mutation = (random, seed, seeds) => {
  if (random.chance(0.2)) return mutateBytes(random, seed, seeds);
  const json = JSON.parse(new TextDecoder().decode(seed));
  return new TextEncoder().encode(JSON.stringify(mutateJson(random, json)));
};

/** Changes values in the header of a safetensors file, or now and then its bytes. */
export const mutateSafetensors: Mutation = (random, seed, seeds) => {
  if (random.chance(0.3)) return mutateBytes(random, seed, seeds);
  const length = Number(new DataView(seed.buffer, seed.byteOffset).getBigUint64(0, true));
  const header = JSON.parse(new TextDecoder().decode(seed.subarray(8, 8 + length)));
  const json = new TextEncoder().encode(JSON.stringify(mutateJson(random, header)));
  const bytes = new Uint8Array(8 + json.length + seed.length - 8 - length);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(json.length), true);
  bytes.set(json, 8);
  bytes.set(seed.subarray(8 + length), 8 + json.length);
  return bytes;
};
