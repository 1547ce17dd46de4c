"""The networks of the cases, from torchvision and Transformers, with seeded random weights."""

import torch


def build(architecture, classes):
    """`architecture` is written as in our recipes."""
    family = architecture["family"]
    if family == "bert":
        return bert(architecture, classes)
    import torchvision.models as zoo

    if family == "resnet":
        return getattr(zoo, f"resnet{architecture['depth']}")(num_classes=classes)
    if family == "mobilenet-v2":
        return zoo.mobilenet_v2(width_mult=architecture.get("width", 1.0), num_classes=classes)
    raise ValueError(f"no peer for {family}")


def bert(architecture, classes):
    from transformers import BertConfig, BertForSequenceClassification

    width = architecture["hiddenSize"]
    config = BertConfig(
        num_hidden_layers=architecture["layers"],
        hidden_size=width,
        num_attention_heads=architecture["heads"],
        intermediate_size=4 * width,
        vocab_size=architecture["vocabularySize"],
        num_labels=classes,
    )
    return BertForSequenceClassification(config)


def picture_batch(case, peer):
    size = case["imageSize"]
    x = torch.randn(case["batch"], 3, size, size)
    return x.to(memory_format=memory_format(peer))


def text_batch(case):
    shape = (case["batch"], case["tokens"])
    return {
        "input_ids": torch.randint(case["architecture"]["vocabularySize"], shape),
        "attention_mask": torch.ones(shape, dtype=torch.long),
    }


def memory_format(peer):
    return torch.channels_last if peer.get("channelsLast") else torch.contiguous_format


def optimizer(case, parameters):
    """The fused form is the fastest PyTorch has on a CPU."""
    kind = case["optimizer"]
    if kind == "sgd":
        return torch.optim.SGD(parameters, lr=1e-3, momentum=0.9, fused=True)
    return torch.optim.AdamW(parameters, lr=1e-5, weight_decay=0.01, fused=True)
