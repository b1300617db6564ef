// This module is browser compatible.
import type { ThemeName } from "../viz/figures/theme.ts";

const KEY = "weft-theme";
const EVENT = "weft-theme";
const systemIsDark = () => matchMedia("(prefers-color-scheme: dark)");

/** The looks of the page at this moment: the reader's choice, else the system's. */
export function themeName(): ThemeName {
  const chosen = document.documentElement.dataset.theme;
  if (chosen === "light" || chosen === "dark") return chosen;
  return systemIsDark().matches ? "dark" : "light";
}

/**
 * Calls `listener` when the looks of the page change, until `signal` aborts: what is on a canvas is
 * drawn again.
 */
export function onThemeChange(listener: (theme: ThemeName) => void, signal: AbortSignal): void {
  document.addEventListener(EVENT, () => listener(themeName()), { signal });
  systemIsDark().addEventListener("change", () => listener(themeName()), { signal });
}

/** Takes up the reader's earlier choice. */
export function restoreTheme(): void {
  const kept = read();
  if (kept === "light" || kept === "dark") document.documentElement.dataset.theme = kept;
}

/** Changes from light to dark or back, and keeps the choice for the next visit. */
export function toggleTheme(): void {
  const theme = themeName() === "dark" ? "light" : "dark";
  document.documentElement.dataset.theme = theme;
  document.dispatchEvent(new Event(EVENT));
  try {
    localStorage.setItem(KEY, theme);
  } catch {
    // The browser keeps nothing for this page: the choice lasts until it is left.
  }
}

function read(): string | null {
  try {
    return localStorage.getItem(KEY);
  } catch {
    return null;
  }
}
