// This module is browser compatible.
import type { ThemeName } from "../viz/figures/theme.ts";

const KEY = "weft-theme";
const EVENT = "weft-theme";
const systemIsDark = () => matchMedia("(prefers-color-scheme: dark)");

/** The theme of the page at this moment: the user's choice, or the system's. */
export function themeName(): ThemeName {
  const chosen = document.documentElement.dataset.theme;
  if (chosen === "light" || chosen === "dark") return chosen;
  return systemIsDark().matches ? "dark" : "light";
}

/**
 * Calls `listener` when the theme changes, until `signal` aborts. Canvases have to be drawn again;
 * CSS follows without it.
 */
export function onThemeChange(listener: (theme: ThemeName) => void, signal: AbortSignal): void {
  document.addEventListener(EVENT, () => listener(themeName()), { signal });
  systemIsDark().addEventListener("change", () => listener(themeName()), { signal });
}

/** Applies the choice of an earlier visit. */
export function restoreTheme(): void {
  const stored = readChoice();
  if (stored === "light" || stored === "dark") document.documentElement.dataset.theme = stored;
}

/** Switches between light and dark, and stores the choice for the next visit. */
export function toggleTheme(): void {
  const theme = themeName() === "dark" ? "light" : "dark";
  document.documentElement.dataset.theme = theme;
  document.dispatchEvent(new Event(EVENT));
  try {
    localStorage.setItem(KEY, theme);
  } catch {
    // The browser stores nothing for this page: the choice lasts for this visit.
  }
}

function readChoice(): string | null {
  try {
    return localStorage.getItem(KEY);
  } catch {
    return null;
  }
}
