"""Times what PyTorch runs, for torch_step.py and torch_inference.py.

Reads commands from standard input, one a line: "MODEL LAYOUT BATCH COUNT" (LAYOUT contiguous or channels_last); answers
each with a JSON line {"milliseconds": [...]}, a number for each of COUNT runs. Staying alive between commands lets the
caller alternate.
"""

import json
import sys
import time

import torch


def answer(make):
    """Answers until the input ends; make(MODEL, LAYOUT, BATCH) returns the function to time."""
    torch.set_num_threads(int(sys.argv[1]))
    print(json.dumps({"torch": torch.__version__, "threads": torch.get_num_threads()}), flush=True)
    runs = {}
    for line in sys.stdin:
        model_name, layout, batch, count = line.split()
        key = (model_name, layout, batch)
        if key not in runs:
            runs[key] = make(model_name, layout, int(batch))
            for _ in range(3):
                runs[key]()
        milliseconds = []
        for _ in range(int(count)):
            start = time.perf_counter()
            runs[key]()
            milliseconds.append((time.perf_counter() - start) * 1000)
        print(json.dumps({"milliseconds": milliseconds}), flush=True)
