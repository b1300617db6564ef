import assert from "node:assert/strict";
import { folderOf, isSource } from "./sources.ts";
import { testsOf } from "./tests_of.ts";

const importing = (file: string, ...files: string[]) => ({ file, files, packages: [] });

Deno.test("the tests of the folder that reach the file come first, the nearest before the others", () => {
  const imports = [
    importing("data/load.ts", "data/gunzip.ts"),
    importing("data/a_test.ts", "data/load.ts"),
    importing("data/deep/b_test.ts", "data/gunzip.ts"),
    importing("data/gunzip_test.ts", "data/gunzip.ts"),
    importing("data/other_test.ts", "data/other.ts"),
    importing("train/run.ts", "data/load.ts"),
    importing("train/load_test.ts", "data/load.ts"),
    importing("train/run_test.ts", "train/run.ts"),
    importing("tests/gunzip_test.ts", "data/gunzip.ts"),
  ];
  assert.deepEqual(testsOf("data/gunzip.ts", imports), [
    ...["data/gunzip_test.ts", "data/deep/b_test.ts", "data/a_test.ts"],
    ...["tests/gunzip_test.ts", "train/load_test.ts"],
  ]);
  assert.deepEqual(testsOf("data/untested.ts", imports), []);
});

Deno.test("of equally near tests those beside the file come first", () => {
  const imports = [
    importing("data/a_test.ts", "data/deep/down/gunzip.ts"),
    importing("data/deep/b_test.ts", "data/deep/down/gunzip.ts"),
    importing("data/deep/down/c_test.ts", "data/deep/down/gunzip.ts"),
    importing("data/other/down/d_test.ts", "data/deep/down/gunzip.ts"),
  ];
  assert.deepEqual(testsOf("data/deep/down/gunzip.ts", imports), [
    ...["data/deep/down/c_test.ts", "data/deep/b_test.ts", "data/a_test.ts"],
    "data/other/down/d_test.ts",
  ]);
});

Deno.test("what tests share is no step between a file and its tests", () => {
  const imports = [
    importing("data/testing/files.ts", "data/gunzip.ts"),
    importing("data/testing/folder.ts", "data/testing/files.ts"),
    importing("data/shared_test.ts", "data/testing/folder.ts"),
    importing("data/load.ts", "data/gunzip.ts"),
    importing("data/load_test.ts", "data/load.ts"),
    importing("train/run.ts", "data/load.ts"),
    importing("train/near_test.ts", "data/load.ts", "data/testing/files.ts"),
    importing("train/run_test.ts", "train/run.ts"),
    importing("tests/small_data.ts", "data/load.ts"),
    importing("tests/whole_test.ts", "tests/small_data.ts"),
    importing("tests/far_test.ts", "tests/whole_test.ts"),
  ];
  assert.deepEqual(testsOf("data/gunzip.ts", imports), [
    ...["data/shared_test.ts", "data/load_test.ts", "train/near_test.ts", "tests/whole_test.ts"],
  ]);
});

Deno.test("a file of the root has the tests near it", () => {
  const imports = [importing("cli/flags_test.ts", "error.ts")];
  assert.deepEqual(testsOf("error.ts", imports), ["cli/flags_test.ts"]);
});

Deno.test("the folder of a file is its room, or its command", () => {
  assert.equal(folderOf("infer/pictures/png/unfilter.ts"), "infer/");
  assert.equal(folderOf("commands/train/main.ts"), "commands/train/");
  assert.equal(folderOf("error.ts"), "");
});

Deno.test("sources are files of the libraries and commands, without tests and what is generated", () => {
  for (const file of ["cli/csv.ts", "commands/train/main.ts", "error.ts", "mod.ts"]) {
    assert.ok(isSource(file), file);
  }
  for (
    const file of [
      ...["cli/csv_test.ts", "runtime/cuda/testing/folder.ts", "viz/kernels/kernels_wasm.ts"],
      ...["viz/kernels/assembly/mesh.ts", "tests/layers/rooms.ts", "web/main.ts", "bench/main.ts"],
      ...["compiler/testing/mutate.ts", "viz/figures/testdata/samples.ts", "cli/README.md"],
    ]
  ) assert.ok(!isSource(file), file);
});
