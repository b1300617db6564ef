// This module is browser compatible.
import { onThemeChange } from "../../theme.ts";
import { type Camera, openCamera } from "./camera.ts";
import type { Drawing } from "./drawing.ts";
import { createDrawingBoard } from "./drawing_board.ts";
import { paintDrawing, paintImage, paintPicture } from "./paint.ts";

/** The square of the panel: the user draws in it, and it shows pictures and the camera. */
export interface InputSquare {
  readonly drawing: Drawing;
  readonly isCameraOpen: boolean;
  /** Calls `onDrawing` or `onEmpty` after the drawing was changed from outside. */
  redraw(): void;
  /** Ends the drawing and the camera, before the square shows something else. */
  reset(): void;
  /** Empties the square and shows the invitation to draw. */
  clear(): void;
  /** Shows a test image, [28,28]. */
  showImage(image: Uint8Array): void;
  /** Shows a picture of any size. */
  showPicture(picture: ImageBitmap): void;
  /** Opens the camera. */
  openCamera(): Promise<void>;
  /** Closes the camera and keeps its last picture. */
  closeCamera(): void;
}

/** The events of the square. */
export interface InputSquareEvents {
  /** The drawing changed; without pixels while it has no line. */
  onDrawing(pixels: ImageData | undefined): void;
  /** The drawing is empty now. */
  onEmpty(): void;
  /** The camera has a new picture; the next one waits for the promise. */
  onFrame(pixels: ImageData): Promise<void>;
}

/**
 * Makes the square.
 *
 * @param square The element with a canvas in it.
 * @param cameraButton The button that opens the camera: its text changes while the camera is open.
 * @param signal Removes the listeners and closes the camera.
 */
export function createInputSquare(
  square: HTMLElement,
  cameraButton: HTMLElement,
  { onDrawing, onEmpty, onFrame }: InputSquareEvents,
  signal: AbortSignal,
): InputSquare {
  const canvas = square.querySelector("canvas")!;
  let camera: Camera | undefined;
  /** Paints the canvas in the colours of the current theme. */
  let paint = () => {};
  const show = (next: () => void) => {
    paint = next;
    paint();
  };
  const setUsed = (isUsed: boolean) => square.classList.toggle("is-used", isUsed);

  const board = createDrawingBoard(square, redraw, signal);
  const { drawing } = board;
  onThemeChange(() => paint(), signal);
  signal.addEventListener("abort", () => camera?.stop());

  function redraw(): void {
    const { cursor } = board;
    if (drawing.isEmpty && !cursor) return onEmpty();
    closeCamera();
    setUsed(true);
    const pixels = drawing.render();
    show(() => {
      paintDrawing(canvas, pixels);
      if (cursor) paintCursor(canvas, cursor);
    });
    onDrawing(drawing.isEmpty ? undefined : pixels);
  }

  function closeCamera(): void {
    if (!camera) return;
    const { video } = camera;
    paintPicture(canvas, video, video.videoWidth, video.videoHeight);
    camera.stop();
    camera = undefined;
    cameraButton.textContent = "Camera";
  }

  return {
    drawing,
    get isCameraOpen() {
      return camera !== undefined;
    },
    redraw,
    reset() {
      closeCamera();
      drawing.clear();
      setUsed(true);
    },
    clear() {
      closeCamera();
      drawing.clear();
      setUsed(false);
      show(() => canvas.width = canvas.height = 1);
    },
    showImage: (image) => show(() => paintImage(canvas, image)),
    showPicture: (picture) =>
      show(() => paintPicture(canvas, picture, picture.width, picture.height)),
    async openCamera() {
      camera = await openCamera(onFrame);
      square.append(camera.video);
      cameraButton.textContent = "Hold this picture";
    },
    closeCamera,
  };
}

/** Marks the position of a pen that is moved by keys. */
function paintCursor(
  canvas: HTMLCanvasElement,
  { x, y, isDown }: { readonly x: number; readonly y: number; readonly isDown: boolean },
): void {
  const context = canvas.getContext("2d")!;
  context.strokeStyle = isDown ? "#c8452f" : "#7d86a8";
  context.lineWidth = 2;
  context.strokeRect(x - 6, y - 6, 12, 12);
}
