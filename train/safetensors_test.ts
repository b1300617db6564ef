import assert from "node:assert/strict";
import { WeftError } from "../error.ts";
import { decodeSafetensors, encodeSafetensors, type StoredTensor } from "./safetensors.ts";

const TENSORS = new Map<string, StoredTensor>([
  ["fc/kernel", { shape: [2, 3], data: Float32Array.of(1, -2, 3.5, 0, 1e-38, -0) }],
  ["adam/beta1_power", { shape: [], data: Float32Array.of(0.9) }],
  ["empty", { shape: [0, 4], data: new Float32Array(0) }],
]);
const METADATA = { format: "test", note: "ä €" };

const file = () => encodeSafetensors({ tensors: TENSORS, metadata: METADATA });

const headerLength = (bytes: Uint8Array) =>
  Number(new DataView(bytes.buffer).getBigUint64(0, true));

/** A file with the given header text and `dataBytes` bytes of data. */
function fileOf(header: string, dataBytes = 0): Uint8Array {
  const json = new TextEncoder().encode(header);
  const bytes = new Uint8Array(8 + json.length + dataBytes);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(json.length), true);
  bytes.set(json, 8);
  return bytes;
}

function assertRefused(bytes: Uint8Array, message: RegExp): void {
  assert.throws(() => decodeSafetensors(bytes, "run/checkpoint.safetensors"), (error) => {
    assert.ok(error instanceof WeftError, `${error}`);
    assert.equal(error.code, "checkpoint");
    assert.match(error.message, /^Cannot read run\/checkpoint\.safetensors: /);
    assert.match(error.message, message);
    assert.match(error.hint, /copy/);
    return true;
  });
}

Deno.test("decodeSafetensors() returns the input of encodeSafetensors(), bit for bit", () => {
  const { tensors, metadata } = decodeSafetensors(file(), "x");
  assert.deepEqual(metadata, METADATA);
  assert.equal(tensors.size, TENSORS.size);
  for (const [name, { shape, data }] of TENSORS) {
    assert.deepEqual(tensors.get(name)!.shape, shape);
    assert.deepEqual(
      new Uint32Array(tensors.get(name)!.data.buffer),
      new Uint32Array(data.buffer),
    );
  }
});

Deno.test("encodeSafetensors() gives the same bytes for any order of the tensors", () => {
  const reversed = new Map([...TENSORS].reverse());
  assert.deepEqual(encodeSafetensors({ tensors: reversed, metadata: METADATA }), file());
  const bytes = file();
  const names = Object.keys(
    JSON.parse(new TextDecoder().decode(bytes.subarray(8, 8 + headerLength(bytes)))),
  );
  assert.deepEqual(names, ["__metadata__", "adam/beta1_power", "empty", "fc/kernel"]);
});

Deno.test("encodeSafetensors() pads its header, so that the data begins at a multiple of 8", () => {
  for (const note of ["", "a", "ab", "abc", "abcd", "abcde", "abcdef", "abcdefg"]) {
    const bytes = encodeSafetensors({ tensors: TENSORS, metadata: { note } });
    assert.equal(headerLength(bytes) % 8, 0);
    assert.equal(decodeSafetensors(bytes, "x").metadata.note, note);
  }
});

Deno.test("decodeSafetensors() reads views that begin at any byte", () => {
  const bytes = file();
  const moved = new Uint8Array(bytes.length + 3);
  moved.set(bytes, 3);
  const { tensors } = decodeSafetensors(moved.subarray(3), "x");
  assert.deepEqual(tensors.get("fc/kernel")!.data, TENSORS.get("fc/kernel")!.data);
});

Deno.test("decodeSafetensors() refuses a file that is truncated anywhere", () => {
  const bytes = file();
  for (let length = 0; length < bytes.length; length++) {
    assertRefused(bytes.subarray(0, length), /truncated/);
  }
});

Deno.test("decodeSafetensors() refuses bytes after the end", () => {
  const longer = new Uint8Array(file().length + 5);
  longer.set(file());
  assertRefused(longer, /it has 5 bytes too many/);
});

Deno.test("decodeSafetensors() refuses a header that is not as in the format", () => {
  const entry = (changes: Record<string, unknown>) =>
    JSON.stringify({ a: { dtype: "F32", shape: [1], data_offsets: [0, 4], ...changes } });
  const cases: [header: string, message: RegExp][] = [
    ["", /its header is damaged/],
    ["{", /its header is damaged/],
    ["null", /its header is damaged/],
    ["[]", /its header is damaged/],
    ["7", /its header is damaged/],
    [`{"a":1}`, /its header is damaged/],
    [`{"a":null}`, /its header is damaged/],
    [`{"__metadata__":{"n":1}}`, /its header is damaged/],
    [`{"__metadata__":"text"}`, /its header is damaged/],
    [entry({ dtype: undefined }), /its header is damaged/],
    [entry({ shape: "1" }), /its header is damaged/],
    [entry({ shape: [-1] }), /its header is damaged/],
    [entry({ shape: [1.5] }), /its header is damaged/],
    [entry({ data_offsets: [0] }), /its header is damaged/],
    [entry({ data_offsets: [-4, 0] }), /its header is damaged/],
    [entry({ data_offsets: [0, null] }), /its header is damaged/],
    [entry({ shape: [2] }), /the tensor 'a' is damaged/],
    [entry({ data_offsets: [4, 0] }), /the tensor 'a' is damaged/],
    [entry({ shape: [2 ** 50, 2 ** 50] }), /the tensor 'a' is damaged/],
    [entry({ dtype: "F64" }), /the tensor 'a' is F64, not F32/],
    [entry({ data_offsets: [4, 8] }), /truncated/],
  ];
  for (const [header, message] of cases) assertRefused(fileOf(header, 4), message);
  decodeSafetensors(fileOf(entry({}), 4), "sound");
});

Deno.test("decodeSafetensors() refuses tensors that overlap or leave bytes between them", () => {
  const header = (from: number) =>
    JSON.stringify({
      a: { dtype: "F32", shape: [2], data_offsets: [0, 8] },
      b: { dtype: "F32", shape: [1], data_offsets: [from, from + 4] },
    });
  assertRefused(fileOf(header(4), 8), /the tensor 'b' overlaps another/);
  assertRefused(fileOf(header(0), 8), /overlaps another/);
  assertRefused(fileOf(header(12), 16), /there are 4 bytes before the tensor 'b'/);
  decodeSafetensors(fileOf(header(8), 12), "sound");
});

Deno.test("decodeSafetensors() refuses a header longer than the file, even one past 2^53", () => {
  for (const length of [0xffff_ffff_ffff_ffffn, 2n ** 53n, 1_000n]) {
    const bytes = file();
    new DataView(bytes.buffer).setBigUint64(0, length, true);
    assertRefused(bytes, /truncated, or not a safetensors file/);
  }
});

Deno.test("decodeSafetensors() never crashes on a file with a byte changed", () => {
  const bytes = file();
  let refused = 0;
  for (let i = 0; i < 8 + headerLength(bytes); i++) {
    const changed = bytes.slice();
    changed[i]! ^= 0x15;
    try {
      decodeSafetensors(changed, "x");
    } catch (error) {
      assert.ok(error instanceof WeftError, `byte ${i}: ${error}`);
      refused++;
    }
  }
  assert.ok(refused > 100, `only ${refused} changes were refused`);
});
