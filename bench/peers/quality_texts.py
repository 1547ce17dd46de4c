"""Texts as the usual scripts treat them: mean-pooled features, and fine-tuning with Transformers' Trainer."""

import tempfile

import numpy as np
import torch
from transformers import (
    AutoModel,
    AutoModelForSequenceClassification,
    AutoTokenizer,
    DataCollatorWithPadding,
    Trainer,
    TrainingArguments,
    logging,
)

logging.set_verbosity_error()
logging.disable_progress_bar()

MAX_TOKENS = 128
FEATURE_BATCH = 64


def features(job, examples):
    """float32[examples, width]: the mean of the token vectors, without dropout."""
    tokenizer = AutoTokenizer.from_pretrained(job["weights"])
    model = AutoModel.from_pretrained(job["weights"]).eval()
    texts = [example["text"] for example in examples]
    by_length = sorted(range(len(texts)), key=lambda at: len(texts[at]))
    rows = np.zeros((len(texts), model.config.hidden_size), np.float32)
    for start in range(0, len(texts), FEATURE_BATCH):
        chosen = by_length[start : start + FEATURE_BATCH]
        batch = tokenizer(
            [texts[at] for at in chosen], padding=True, truncation=True, max_length=MAX_TOKENS, return_tensors="pt"
        )
        with torch.inference_mode():
            states = model(**batch).last_hidden_state
        mask = batch["attention_mask"][..., None].float()
        rows[chosen] = ((states * mask).sum(1) / mask.sum(1)).numpy()
    return rows


def fine_tune(job, splits, classes):
    """The Trainer's defaults but for the batch; the epoch that is best on validation is kept, as in its guides."""
    settings = job["settings"]
    tokenizer = AutoTokenizer.from_pretrained(job["weights"])
    model = AutoModelForSequenceClassification.from_pretrained(job["weights"], num_labels=classes)

    def encoded(examples):
        tokens = tokenizer([example["text"] for example in examples], truncation=True, max_length=MAX_TOKENS)
        return [
            {name: values[at] for name, values in tokens.items()} | {"labels": example["label"]}
            for at, example in enumerate(examples)
        ]

    with tempfile.TemporaryDirectory() as folder:
        arguments = TrainingArguments(
            output_dir=folder,
            num_train_epochs=settings["epochs"],
            learning_rate=settings["learningRate"],
            per_device_train_batch_size=settings["batchSize"],
            per_device_eval_batch_size=FEATURE_BATCH,
            eval_strategy="epoch",
            save_strategy="epoch",
            save_only_model=True,
            save_total_limit=1,
            load_best_model_at_end=True,
            metric_for_best_model="accuracy",
            logging_strategy="no",
            report_to="none",
            disable_tqdm=True,
            use_cpu=True,
            seed=job["seed"],
        )
        trainer = Trainer(
            model,
            arguments,
            train_dataset=encoded(splits["train"]),
            eval_dataset=encoded(splits["validation"]),
            data_collator=DataCollatorWithPadding(tokenizer),
            compute_metrics=lambda result: {"accuracy": float((result[0].argmax(1) == result[1]).mean())},
        )
        trainer.train()
        accuracy = trainer.predict(encoded(splits["test"])).metrics["test_accuracy"]
        steps = trainer.state.max_steps // settings["epochs"]
        return accuracy, {"bestEpoch": trainer.state.best_global_step // steps}
