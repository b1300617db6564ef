// This module is browser compatible.
import type { GivenFile } from "./find_model.ts";

/**
 * Listens for files and folders that the user chooses or drops on the panel. The panel has the
 * class `is-target` while something is dragged over it.
 *
 * @param onFiles Called with all files of a choice; those of folders have a path.
 * @param onError Called when a folder cannot be read.
 * @param signal Removes the listeners.
 */
export function listenForFiles(
  panel: HTMLElement,
  onFiles: (files: GivenFile[]) => void,
  onError: (error: unknown) => void,
  signal: AbortSignal,
): void {
  for (const name of ["files", "folder"]) {
    const input = panel.querySelector<HTMLInputElement>(`input.${name}`)!;
    input.addEventListener("change", () => {
      const files = [...input.files ?? []];
      input.value = ""; // the same files can be chosen again
      if (files.length === 0) return;
      onFiles(files.map((file) => ({ path: file.webkitRelativePath || file.name, file })));
    }, { signal });
    panel.querySelector(`.choose-${name}`)!.addEventListener("click", () => input.click(), {
      signal,
    });
  }
  panel.addEventListener("dragover", (event) => {
    event.preventDefault();
    panel.classList.add("is-target");
  }, { signal });
  panel.addEventListener("dragleave", () => panel.classList.remove("is-target"), { signal });
  panel.addEventListener("drop", (event) => {
    event.preventDefault();
    panel.classList.remove("is-target");
    const items = [...event.dataTransfer?.items ?? []];
    // Entries have to be taken before the event ends.
    const reads = items.map((item) => {
      const entry = item.webkitGetAsEntry();
      if (entry?.isDirectory) return readFolder(entry as FileSystemDirectoryEntry);
      const file = item.getAsFile();
      return file ? [{ path: file.name, file }] : [];
    });
    Promise.all(reads).then((files) => onFiles(files.flat()), onError);
  }, { signal });
}

/** Reads all files of a folder, and of the folders in it. */
async function readFolder(folder: FileSystemDirectoryEntry): Promise<GivenFile[]> {
  const reader = folder.createReader();
  const files: GivenFile[] = [];
  // A reader gives a hundred entries at a time, and none at the end.
  for (;;) {
    const entries = await new Promise<FileSystemEntry[]>((resolve, reject) =>
      reader.readEntries(resolve, reject)
    );
    if (entries.length === 0) return files;
    for (const entry of entries) {
      if (entry.isDirectory) files.push(...await readFolder(entry as FileSystemDirectoryEntry));
      else {
        const file = await new Promise<File>((resolve, reject) =>
          (entry as FileSystemFileEntry).file(resolve, reject)
        );
        files.push({ path: entry.fullPath.replace(/^\//, ""), file });
      }
    }
  }
}
