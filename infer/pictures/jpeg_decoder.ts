// This module is browser compatible.
import type { decode as decodeWithTypes } from "jpeg-js";
// @ts-ignore the file has no types; they are those of the package's main module
import untyped from "jpeg-js/lib/decoder.js";

/**
 * The decoder of jpeg-js without its encoder: the main module has both, and bundlers cannot leave
 * the encoder out.
 */
export const decode: typeof decodeWithTypes = untyped;
