// This module is browser compatible.

/**
 * The decoder of fast-png. A bundler leaves the encoder out when this module is loaded on demand.
 */
export { convertIndexedToRgb, decode } from "fast-png";
