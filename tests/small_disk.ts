/**
 * Mounts a small disk on a folder.
 *
 * @returns Why that failed; `undefined` when it is mounted.
 */
export async function mountSmallDisk(
  folder: string,
  kilobytes: number,
): Promise<string | undefined> {
  if (Deno.build.os !== "linux") return "only Linux has tmpfs";
  const size = `size=${kilobytes}k`;
  const result = await new Deno.Command("mount", {
    args: ["-t", "tmpfs", "-o", size, "tmpfs", folder],
  }).output().catch((error: Error) => ({
    success: false,
    stderr: new TextEncoder().encode(error.message),
  }));
  return result.success ? undefined : new TextDecoder().decode(result.stderr).trim();
}

/** Unmounts a disk. */
export async function unmount(folder: string): Promise<void> {
  await new Deno.Command("umount", { args: [folder] }).output();
}
