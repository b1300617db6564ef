// This module is browser compatible.

/** The part of fast-png that reads: a bundler leaves out the encoder where this module is loaded on demand. */
export { convertIndexedToRgb, decode } from "fast-png";
