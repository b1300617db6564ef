"""One training step of weft's models in PyTorch, timed for bench/training_step.ts.

Reads commands from standard input, one a line: "MODEL LAYOUT BATCH STEPS" (MODEL lenet, lenet-modified or vae, LAYOUT
contiguous or channels_last); answers each with a JSON line {"milliseconds": [...]}. Staying alive between commands lets
the caller alternate. Adam at 1e-3 on random images: the time does not depend on what they show.
"""

import json
import sys
import time

import torch
from torch.nn import functional as F

from torch_models import LeNet, ModifiedLeNet, Vae, grey_levels, normalise


def classify(model, x, label):
    return F.cross_entropy(model(x), label)


def reconstruct(model, x, _label):
    logits, mean, logvar = model(x)
    bce = F.binary_cross_entropy_with_logits(logits, x, reduction="sum")
    return (bce + 0.5 * (mean**2 + logvar.exp() - logvar - 1).sum()) / x.shape[0]


MODELS = {
    "lenet": (LeNet, normalise, classify),
    "lenet-modified": (ModifiedLeNet, normalise, classify),
    "vae": (Vae, grey_levels, reconstruct),
}
runs = {}


def make(model_name, layout, batch):
    torch.manual_seed(0)
    make_model, prepare, loss_of = MODELS[model_name]
    model = make_model()
    image = torch.randint(0, 256, (batch, 1, 28, 28), dtype=torch.uint8)
    label = torch.randint(0, 10, (batch,))
    if layout == "channels_last":
        model = model.to(memory_format=torch.channels_last)
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)

    def step():
        x = prepare(image)
        if layout == "channels_last":
            x = x.contiguous(memory_format=torch.channels_last)
        optimizer.zero_grad()
        loss = loss_of(model, x, label)
        loss.backward()
        optimizer.step()

    return step


torch.set_num_threads(int(sys.argv[1]))
print(json.dumps({"torch": torch.__version__, "threads": torch.get_num_threads()}), flush=True)
for line in sys.stdin:
    model_name, layout, batch, steps = line.split()
    key = (model_name, layout, batch)
    if key not in runs:
        runs[key] = make(model_name, layout, int(batch))
        for _ in range(3):
            runs[key]()
    milliseconds = []
    for _ in range(int(steps)):
        start = time.perf_counter()
        runs[key]()
        milliseconds.append((time.perf_counter() - start) * 1000)
    print(json.dumps({"milliseconds": milliseconds}), flush=True)
