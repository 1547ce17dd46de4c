"""The pretrained picture networks of the quality table, in PyTorch, without their heads."""

from typing import Callable, NamedTuple

import torch
import torchvision
from safetensors.torch import load_file
from torch import nn
from torch.nn.functional import pad, relu

import mobilenet_keras

IMAGENET = ([0.485, 0.456, 0.406], [0.229, 0.224, 0.225])


class Network(NamedTuple):
    """Side of its pictures in pixels, their mean and deviation, and the width of its features."""

    load: Callable[[str], nn.Module]
    size: int
    mean: list[float]
    std: list[float]
    width: int


def backbone(network, weights):
    """Pictures [n, 3, size, size] -> features [n, width]."""
    return network.load(weights)


def mobilenet(weights):
    model = mobilenet_keras.load(weights, 0.35, 1)
    model.classifier = nn.Identity()
    return model


class ThinResnet(torchvision.models.ResNet):
    """One basic block a stage with half of the usual channels, which torchvision's constructor does not offer."""

    def __init__(self):
        super().__init__(torchvision.models.resnet.BasicBlock, [1, 1, 1, 1])
        self.conv1 = nn.Conv2d(3, 32, 7, stride=2, padding=3, bias=False)
        self.bn1 = nn.BatchNorm2d(32)
        self.fc = nn.Identity()

    def _make_layer(self, block, planes, *args, **kwargs):
        if planes == 64:
            self.inplanes = 32
        return super()._make_layer(block, planes // 2, *args, **kwargs)


def finesse_resnet(weights):
    tensors = {name: tensor.float() for name, tensor in load_file(weights).items()}
    return take(ThinResnet(), tensors)


class CifarBlock(nn.Module):
    """He et al. 2015, section 4.2; its shortcut is option A: every second pixel, channels padded with zeros."""

    def __init__(self, into, out, stride):
        super().__init__()
        self.conv1 = nn.Conv2d(into, out, 3, stride, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(out)
        self.conv2 = nn.Conv2d(out, out, 3, 1, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(out)
        self.stride, self.added = stride, (out - into) // 2

    def forward(self, x):
        y = self.bn2(self.conv2(relu(self.bn1(self.conv1(x)))))
        if self.stride == 2:
            x = pad(x[:, :, ::2, ::2], (0, 0, 0, 0, self.added, self.added))
        return relu(x + y)


class CifarResnet(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 16, 3, 1, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(16)
        self.layer1 = nn.Sequential(CifarBlock(16, 16, 1), CifarBlock(16, 16, 1), CifarBlock(16, 16, 1))
        self.layer2 = nn.Sequential(CifarBlock(16, 32, 2), CifarBlock(32, 32, 1), CifarBlock(32, 32, 1))
        self.layer3 = nn.Sequential(CifarBlock(32, 64, 2), CifarBlock(64, 64, 1), CifarBlock(64, 64, 1))

    def forward(self, x):
        x = self.layer3(self.layer2(self.layer1(relu(self.bn1(self.conv1(x))))))
        return x.mean((2, 3))


def cifar_resnet(weights):
    tensors = torch.load(weights, map_location="cpu", weights_only=True)["state_dict"]
    named = {name.removeprefix("module."): tensor for name, tensor in tensors.items()}
    return take(CifarResnet(), {name: t for name, t in named.items() if not name.startswith("linear.")})


def take(model, tensors):
    """Loads all of them; only the counters of batch norm may be missing."""
    missing, unexpected = model.load_state_dict(tensors, strict=False)
    lost = [name for name in missing if not name.endswith("num_batches_tracked")]
    if lost or unexpected:
        raise ValueError(f"missing {lost}, unexpected {unexpected}")
    return model


networks = {
    "mobilenet-v2-035": Network(mobilenet, 224, [0.5] * 3, [0.5] * 3, 1280),
    "cifar-resnet-20": Network(cifar_resnet, 32, *IMAGENET, 64),
    "finesse-resnet-10": Network(finesse_resnet, 64, *IMAGENET, 256),
}
