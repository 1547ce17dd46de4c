"""One cell of the quality table: the examples, weights and settings of a job file -> test accuracy.

Usage: python quality.py JOB     prints one JSON line at the end; see ../quality/run-cell.ts for the job
"""

import json
import os
import pathlib
import random
import sys

os.environ["HF_HUB_OFFLINE"] = "1"

import numpy as np
import torch


def main():
    job = json.loads(pathlib.Path(sys.argv[1]).read_text())
    torch.set_num_threads(job["threads"])
    random.seed(job["seed"])
    np.random.seed(job["seed"])
    torch.manual_seed(job["seed"])
    given = json.loads(pathlib.Path(job["examples"]).read_text())
    splits = {
        split: [example for example in given["examples"] if example["split"] == split]
        for split in ("train", "validation", "test")
    }
    accuracy, notes = measure(job, splits, len(given["classes"]))
    print(json.dumps({"test": {"accuracy": accuracy}, "notes": notes}))


def measure(job, splits, classes):
    if job["task"] == "text-classification":
        import quality_texts as subject
    else:
        import quality_pictures as subject
    if job["method"] != "regression":
        return subject.fine_tune(job, splits, classes)
    from quality_regression import choose

    features = {split: subject.features(job, examples) for split, examples in splits.items()}
    labels = {split: [example["label"] for example in examples] for split, examples in splits.items()}
    return choose(features, labels, job["settings"]["strengths"])


if __name__ == "__main__":
    main()
