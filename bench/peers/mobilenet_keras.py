"""MobileNetV2 as Keras trains it, in torchvision's module, with weights read from a TensorFlow.js layers model."""

import json
import pathlib

import numpy as np
import torch
import torchvision


def load(folder, width, classes):
    """torchvision's network with Keras' padding and epsilon; the classifier is new."""
    model = torchvision.models.mobilenet_v2(width_mult=width, num_classes=classes)
    for module in list(model.modules()):
        for name, child in module.named_children():
            if isinstance(child, torch.nn.BatchNorm2d):
                child.eps = 1e-3
            if isinstance(child, torch.nn.Conv2d) and child.stride == (2, 2):
                # Keras pads stride-2 convolutions at the bottom and right only.
                child.padding = (0, 0)
                setattr(module, name, torch.nn.Sequential(torch.nn.ZeroPad2d((0, 1, 0, 1)), child))
    weights = read_tensors(pathlib.Path(folder))
    with torch.no_grad():
        for conv, norm, keras_conv, keras_norm in pairs(model):
            copy_convolution(conv, weights, keras_conv)
            norm.weight.copy_(weights[f"{keras_norm}/gamma"])
            norm.bias.copy_(weights[f"{keras_norm}/beta"])
            norm.running_mean.copy_(weights[f"{keras_norm}/moving_mean"])
            norm.running_var.copy_(weights[f"{keras_norm}/moving_variance"])
    return model


def read_tensors(folder):
    manifest = json.loads((folder / "model.json").read_text())["weightsManifest"]
    tensors = {}
    for group in manifest:
        data = np.concatenate([np.fromfile(folder / path, np.float32) for path in group["paths"]])
        offset = 0
        for weight in group["weights"]:
            size = int(np.prod(weight["shape"]))
            tensors[weight["name"]] = torch.tensor(data[offset : offset + size].reshape(weight["shape"]))
            offset += size
    return tensors


def copy_convolution(conv, weights, name):
    if f"{name}/depthwise_kernel" in weights:
        conv.weight.copy_(weights[f"{name}/depthwise_kernel"].permute(2, 3, 0, 1))
    else:
        conv.weight.copy_(weights[f"{name}/kernel"].permute(3, 2, 0, 1))


def pairs(model):
    """Convolutions and norms in order, with Keras' names for them."""
    convolutions = [m for m in model.features.modules() if isinstance(m, torch.nn.Conv2d)]
    norms = [m for m in model.features.modules() if isinstance(m, torch.nn.BatchNorm2d)]
    names = [("Conv1", "bn_Conv1")]
    for block in range(17):
        prefix = f"block_{block}" if block else "expanded_conv"
        for part in ("expand", "depthwise", "project") if block else ("depthwise", "project"):
            names.append((f"{prefix}_{part}", f"{prefix}_{part}_BN"))
    names.append(("Conv_1", "Conv_1_bn"))
    assert len(names) == len(convolutions) == len(norms)
    return [(c, n, *keras) for c, n, keras in zip(convolutions, norms, names)]
