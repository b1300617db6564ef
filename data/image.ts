// This module is browser compatible.

/** The height and width, in pixels, of the images that the built-in models take. */
export const IMAGE_SIDE = 28;

/** The number of pixels of such an image. */
export const IMAGE_PIXELS: number = IMAGE_SIDE * IMAGE_SIDE;
