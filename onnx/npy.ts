// This module is browser compatible.
import {
  elementBytes,
  elementCount,
  tensorOfBytes,
  type TensorValue,
  type ValueType,
} from "./tensor_value.ts";
import { WeftError } from "../error.ts";

/** Element types by NumPy's letter and size. */
const TYPES: Readonly<Record<string, ValueType>> = {
  f2: "float16",
  f4: "float32",
  f8: "float64",
  i1: "int8",
  i2: "int16",
  i4: "int32",
  i8: "int64",
  u1: "uint8",
  u2: "uint16",
  u4: "uint32",
  u8: "uint64",
  b1: "bool",
};

const MAGIC = "\x93NUMPY";

/**
 * Reads an array that NumPy's `save` wrote: versions 1 to 3 of the format, little-endian, in C
 * order.
 *
 * @param name The name of the file in errors.
 * @throws {WeftError} `data` for everything else.
 */
export function readNpy(bytes: Uint8Array, name: string): TensorValue {
  const fail = (why: string, fix: string) =>
    new WeftError("data", `Cannot read ${name}: ${why}`, fix);
  const latin1 = (from: number, to: number) => String.fromCharCode(...bytes.subarray(from, to));
  if (bytes.length < 12 || latin1(0, MAGIC.length) !== MAGIC) {
    throw fail("it is not a .npy file", "Write it with numpy.save");
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const short = bytes[6] === 1;
  const start = short ? 10 : 12;
  const end = start + (short ? view.getUint16(8, true) : view.getUint32(8, true));
  const header = latin1(start, end);
  const [, order, letters] = /'descr': '([<>|=])(\w\d)'/.exec(header) ?? [];
  const type = TYPES[letters ?? ""];
  if (type === undefined || (order !== "<" && elementBytes(type) > 1)) {
    throw fail("its elements are not little-endian numbers", "Convert it with astype('<f4')");
  }
  const shape = /'shape': \(([\d, ]*)\)/.exec(header)?.[1]?.match(/\d+/g)?.map(Number) ?? [];
  if (/'fortran_order': True/.test(header) && shape.length > 1) {
    throw fail("it is in Fortran order", "Convert it with numpy.ascontiguousarray");
  }
  const size = elementCount(shape) * elementBytes(type);
  if (bytes.length - end !== size) {
    throw fail(
      `its shape [${shape.join(", ")}] needs ${size} bytes and it has ${bytes.length - end}`,
      "Write it again with numpy.save",
    );
  }
  return tensorOfBytes(type, shape, bytes.subarray(end));
}
