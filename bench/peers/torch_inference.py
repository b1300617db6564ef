"""Inference of weft's classifiers in eager PyTorch, timed for bench/inference.ts.

Reads the commands of torch_times.py with MODEL lenet or lenet-modified. A run computes the logits
of a batch of bytes, with batch normalisation in evaluation mode. The parameters are random, because
the time does not depend on them.
"""

import torch

from torch_models import LeNet, ModifiedLeNet, normalise
from torch_times import answer

MODELS = {"lenet": LeNet, "lenet-modified": ModifiedLeNet}


def make(model_name, layout, image):
    torch.manual_seed(0)
    model = MODELS[model_name]().eval()
    if layout == "channels_last":
        model = model.to(memory_format=torch.channels_last)

    def run():
        x = normalise(image)
        if layout == "channels_last":
            x = x.contiguous(memory_format=torch.channels_last)
        return model(x)

    return run


with torch.inference_mode():
    answer(make)
