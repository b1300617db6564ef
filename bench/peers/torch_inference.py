"""Inference of weft's classifiers in eager PyTorch, timed for bench/parts/inference.ts.

A run computes the logits of the bytes in the file IMAGES, with batch normalisation in evaluation
mode. The parameters are random, because the time does not depend on them.
"""

import torch

from times import answer
from torch_models import LeNet, ModifiedLeNet, normalise, read_images

MODELS = {"lenet": LeNet, "lenet-modified": ModifiedLeNet}


def make(model, layout, images):
    torch.manual_seed(0)
    image = read_images(images)
    model = MODELS[model]().eval()
    if layout == "channels_last":
        model = model.to(memory_format=torch.channels_last)

    def run():
        x = normalise(image)
        if layout == "channels_last":
            x = x.contiguous(memory_format=torch.channels_last)
        return model(x)

    return run


with torch.inference_mode():
    answer(torch.__version__.split("+")[0], torch.set_num_threads, make)
