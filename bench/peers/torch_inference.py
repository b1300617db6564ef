"""Inference of weft's classifiers in PyTorch, eager, timed for bench/inference.ts.

Reads commands from standard input, one a line: "MODEL LAYOUT BATCH RUNS" (MODEL lenet or lenet-modified, LAYOUT contiguous
or channels_last); answers each with a JSON line {"milliseconds": [...]}, a number for each run. Staying alive between
commands lets the caller alternate. A run takes a batch of bytes to logits; batch normalisation is in evaluation mode. The
numbers in the network are random: the time does not depend on them.
"""

import json
import sys
import time

import torch

from torch_models import LeNet, ModifiedLeNet, normalise

MODELS = {"lenet": LeNet, "lenet-modified": ModifiedLeNet}
runs = {}


def make(model_name, layout, batch):
    torch.manual_seed(0)
    model = MODELS[model_name]().eval()
    image = torch.randint(0, 256, (batch, 1, 28, 28), dtype=torch.uint8)
    if layout == "channels_last":
        model = model.to(memory_format=torch.channels_last)

    def run():
        x = normalise(image)
        if layout == "channels_last":
            x = x.contiguous(memory_format=torch.channels_last)
        return model(x)

    return run


torch.set_num_threads(int(sys.argv[1]))
print(json.dumps({"torch": torch.__version__, "threads": torch.get_num_threads()}), flush=True)
with torch.inference_mode():
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
