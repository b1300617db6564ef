// This module is browser compatible.

/**
 * Listens for files that the user chooses with `.choose` and `.file`, drops on the panel, or pastes
 * anywhere on the page. The panel has the class `is-target` while a file is dragged over it.
 *
 * @param onFile Called with each file. Only pasted files are known to be pictures.
 * @param signal Removes the listeners.
 */
export function listenForPictures(
  panel: HTMLElement,
  onFile: (file: File) => void,
  signal: AbortSignal,
): void {
  const input = panel.querySelector<HTMLInputElement>(".file")!;
  input.addEventListener("change", () => {
    const file = input.files?.[0];
    if (file) onFile(file);
    input.value = ""; // the same file can be chosen again
  }, { signal });
  panel.querySelector(".choose")!.addEventListener("click", () => input.click(), { signal });
  panel.addEventListener("dragover", (event) => {
    event.preventDefault();
    panel.classList.add("is-target");
  }, { signal });
  panel.addEventListener("dragleave", () => panel.classList.remove("is-target"), { signal });
  panel.addEventListener("drop", (event) => {
    event.preventDefault();
    panel.classList.remove("is-target");
    const file = event.dataTransfer?.files[0];
    if (file) onFile(file);
  }, { signal });
  document.addEventListener("paste", ({ clipboardData }) => {
    const file = [...clipboardData?.files ?? []].find(({ type }) => type.startsWith("image/"));
    if (file) onFile(file);
  }, { signal });
}

/**
 * Decodes a picture file and scales it to a width, off the main thread: it may have 50 million
 * pixels. `createImageBitmap` refuses a file that is cut short, which an image element shows.
 */
export async function scaledBitmap(file: File, width: number): Promise<ImageBitmap> {
  return await createImageBitmap(file, { resizeWidth: width }).catch(async () => {
    const image = new Image();
    image.src = URL.createObjectURL(file);
    try {
      await image.decode();
      const height = Math.max(1, Math.round(width * image.naturalHeight / image.naturalWidth));
      const canvas = new OffscreenCanvas(width, height);
      canvas.getContext("2d")!.drawImage(image, 0, 0, width, height);
      return canvas.transferToImageBitmap();
    } finally {
      URL.revokeObjectURL(image.src);
    }
  });
}
