"""Times functions of PyTorch, for torch_step.py and torch_inference.py.

Reads commands from standard input, one per line: "MODEL LAYOUT BATCH COUNT". LAYOUT is contiguous
or channels_last. Answers each command with a JSON line {"milliseconds": [...]}, one number for each
of COUNT runs. The process keeps running between commands, so that the caller can alternate.
"""

import json
import sys
import time
from pathlib import Path

import torch


def answer(make):
    """Answers commands until the input ends. make(MODEL, LAYOUT, images) returns the function.

    images are bytes [BATCH, 1, 28, 28], the first ones of the file in the second argument.
    """
    torch.set_num_threads(int(sys.argv[1]))
    data = bytearray(Path(sys.argv[2]).read_bytes())
    images = torch.frombuffer(data, dtype=torch.uint8).reshape(-1, 1, 28, 28)
    print(json.dumps({"torch": torch.__version__, "threads": torch.get_num_threads()}), flush=True)
    runs = {}
    for line in sys.stdin:
        model_name, layout, batch, count = line.split()
        key = (model_name, layout, batch)
        if key not in runs:
            runs[key] = make(model_name, layout, images[: int(batch)])
            for _ in range(3):
                runs[key]()
        milliseconds = []
        for _ in range(int(count)):
            start = time.perf_counter()
            runs[key]()
            milliseconds.append((time.perf_counter() - start) * 1000)
        print(json.dumps({"milliseconds": milliseconds}), flush=True)
