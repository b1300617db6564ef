// This module is browser compatible.
import { WeftError } from "../../../error.ts";

/** Side of the picture that is taken from the middle of the camera's. */
const SIDE = 280;
/** Time between two looks, in milliseconds. */
const EVERY_MS = 200;

/** What the browser says when there is no picture, and what to do. */
const REFUSALS: Readonly<Record<string, readonly [why: string, hint: string]>> = {
  NotAllowedError: [
    "the browser does not allow it",
    "Allow the camera for this page and try again",
  ],
  NotFoundError: ["this device has none", "Drop or choose a picture instead"],
  NotReadableError: ["another program uses it", "Close the other program and try again"],
};

/** A camera that is on. */
export interface Camera {
  /** The live picture. */
  readonly video: HTMLVideoElement;
  /** Turns it off. */
  stop(): void;
}

/**
 * Turns the camera on and looks through it a few times a second.
 *
 * @param onFrame Gets the square in the middle of the picture; the next look waits for it.
 * @throws {WeftError} `runtime` when there is no camera or it may not be used.
 */
export async function openCamera(
  onFrame: (pixels: ImageData) => Promise<void>,
): Promise<Camera> {
  if (!navigator.mediaDevices?.getUserMedia) {
    throw refusal("this page is not served securely", "Open it over https, or from this machine");
  }
  const stream = await navigator.mediaDevices.getUserMedia({
    video: { facingMode: "environment", width: { ideal: 640 } },
  }).catch((error: DOMException) => {
    throw refusal(...(REFUSALS[error.name] ?? [error.message, "Choose a picture instead"]), error);
  });
  const video = document.createElement("video");
  video.muted = video.playsInline = true;
  video.srcObject = stream;
  await video.play();
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = SIDE;
  const context = canvas.getContext("2d", { willReadFrequently: true })!;
  let isOn = true;
  (async () => {
    while (isOn) {
      const { videoWidth: width, videoHeight: height } = video;
      const side = Math.min(width, height);
      if (side > 0) {
        const from = [(width - side) / 2, (height - side) / 2] as const;
        context.drawImage(video, ...from, side, side, 0, 0, SIDE, SIDE);
        await onFrame(context.getImageData(0, 0, SIDE, SIDE));
      }
      await new Promise((resolve) => setTimeout(resolve, EVERY_MS));
    }
  })();
  return {
    video,
    stop() {
      isOn = false;
      for (const track of stream.getTracks()) track.stop();
      video.remove();
    },
  };
}

function refusal(why: string, hint: string, cause?: unknown): WeftError {
  return new WeftError("runtime", `Cannot use the camera: ${why}`, hint, { cause });
}
