// This module is browser compatible.
import type { decode as decodeWithTypes } from "jpeg-js";
// @ts-ignore the file has no types; they are those of the package's main module
import untyped from "jpeg-js/lib/decoder.js";

/** The part of jpeg-js that reads: its main module has the encoder too, which no bundler can leave out. */
export const decode: typeof decodeWithTypes = untyped;
