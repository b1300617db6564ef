"""Inference of weft's classifiers in PyTorch, eager, timed for bench/inference.ts.

Takes the commands of torch_times.py, MODEL lenet or lenet-modified. A run takes a batch of bytes to logits; batch
normalisation is in evaluation mode. The numbers in the network are random: the time does not depend on them.
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
