"""Trains the modified LeNet on Fashion-MNIST in PyTorch, for bench/accuracy.ts.

Takes one argument, JSON: the settings of weft's recipe, "data" (the folder of the IDX files),
"seed" and "threads". Images stay in memory as bytes; the model is channels-last and the optimizer
fused, the fastest of eager PyTorch. Prints the accuracy on the validation images after each epoch,
the last ones of the training images, and the test accuracy at the end.
"""

import gzip
import json
import sys
from pathlib import Path

import torch
from torch import nn
from torch.nn import functional as F

from torch_models import ModifiedLeNet, normalise

EVALUATION_BATCH = 100


def read_idx(data, name, header):
    """The bytes of an IDX file, plain or compressed, after its header."""
    path = Path(data, name)
    compressed = Path(data, f"{name}.gz")
    raw = path.read_bytes() if path.exists() else gzip.decompress(compressed.read_bytes())
    return torch.frombuffer(bytearray(raw), dtype=torch.uint8, offset=header)


def load(data, split):
    images = read_idx(data, f"{split}-images-idx3-ubyte", 16).reshape(-1, 1, 28, 28)
    return images, read_idx(data, f"{split}-labels-idx1-ubyte", 8).long()


def initialise(model):
    """He's uniform start for filters and matrices, as weft's; zeros for biases."""
    for module in model.modules():
        if isinstance(module, (nn.Conv2d, nn.Linear)):
            nn.init.kaiming_uniform_(module.weight, nonlinearity="relu")
            if module.bias is not None:
                nn.init.zeros_(module.bias)


def prepare(images):
    return normalise(images).contiguous(memory_format=torch.channels_last)


@torch.inference_mode()
def accuracy(model, images, labels):
    model.eval()
    batches = zip(images.split(EVALUATION_BATCH), labels.split(EVALUATION_BATCH))
    correct = sum((model(prepare(x)).argmax(1) == y).sum().item() for x, y in batches)
    model.train()
    return correct / len(labels)


def main(settings):
    torch.manual_seed(settings["seed"])
    torch.set_num_threads(settings["threads"])
    images, labels = load(settings["data"], "train")
    count = len(labels) - settings["valSplit"]
    validation = images[count:], labels[count:]
    test = load(settings["data"], "t10k")

    model = ModifiedLeNet()
    initialise(model)
    model = model.to(memory_format=torch.channels_last)
    adam = settings["optimizer"]
    decayed = [p for p in model.parameters() if p.dim() > 1]
    others = [p for p in model.parameters() if p.dim() <= 1]
    optimizer = torch.optim.AdamW(
        [
            {"params": decayed, "weight_decay": adam["weightDecay"]},
            {"params": others, "weight_decay": 0},
        ],
        betas=(adam["beta1"], adam["beta2"]),
        eps=adam["epsilon"],
        fused=True,
    )
    batch, epochs, peak = settings["batchSize"], settings["epochs"], settings["learningRate"]
    steps = count // batch
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimizer, peak, total_steps=epochs * steps, pct_start=0.25, cycle_momentum=False,
        div_factor=25, final_div_factor=1000,
    )
    for epoch in range(1, epochs + 1):
        order = torch.randperm(count)[: steps * batch]
        for rows in order.split(batch):
            optimizer.zero_grad()
            F.cross_entropy(model(prepare(images[rows])), labels[rows]).backward()
            optimizer.step()
            schedule.step()
        percent = 100 * accuracy(model, *validation)
        print(f"epoch {epoch}/{epochs} validation accuracy {percent:.2f} %", flush=True)
    print(f"test accuracy {100 * accuracy(model, *test):.2f} %", flush=True)


main(json.loads(sys.argv[1]))
