"""PyTorch beside Finesse: a child that speaks JSON lines.

stdin   {"cmd": "setup", "case": {...}}, {"cmd": "run", "steps": 3}
stdout  {"versions": {...}} and {"ms": [...]}, or {"error": "..."}

A case is a row of ../case-table.ts. What `run` calls a step is told by its kind. Runs until stdin ends.
"""

import json
import os
import sys
import time
import traceback


def main():
    # Libraries may print; the protocol gets a channel of its own.
    replies = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    step = None
    for line in sys.stdin:
        command = json.loads(line)
        try:
            if command["cmd"] == "setup":
                step, reply = setup(command["case"])
            else:
                reply = {"ms": [timed(step) for _ in range(command["steps"])]}
        except Exception:
            reply = {"error": traceback.format_exc()}
        replies.write(json.dumps(reply) + "\n")
        replies.flush()


def setup(case):
    import torch

    import pictures
    import training_step

    torch.set_num_threads(case["threads"])
    torch.manual_seed(0)
    kinds = {
        "training-step": training_step.make,
        "start": training_step.make,
        "frozen-features": pictures.make_features,
        "frozen-epoch": pictures.make_epoch,
    }
    step = kinds[case["kind"]](case, case["peer"])
    return step, {"versions": {"PyTorch": torch.__version__}}


def timed(step):
    start = time.perf_counter()
    step()
    return (time.perf_counter() - start) * 1000


if __name__ == "__main__":
    main()
