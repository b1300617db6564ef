// This module is browser compatible.

/**
 * Listens for picture files: chosen by `.choose` and `.file` in a panel, dropped on the panel, or
 * pasted anywhere on the page. While one is held over it the panel has the class `is-target`.
 *
 * @param onFile Gets each file; whether it is a picture is not known yet, but for those that are
 * pasted.
 * @param signal Ends it.
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
    input.value = ""; // so that the same file can be chosen again
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
