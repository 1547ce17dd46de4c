"""Logistic regression on frozen features, its strength and scaling chosen on the validation split."""

import warnings

from sklearn.exceptions import ConvergenceWarning
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import log_loss
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler


def choose(features, labels, strengths):
    """Test accuracy of what predicts validation best; the smaller log loss settles ties. C is scikit-learn's."""
    warnings.simplefilter("ignore", ConvergenceWarning)
    best = None
    for scaled in (False, True):
        for strength in strengths:
            regression = LogisticRegression(C=strength, max_iter=1000)
            model = make_pipeline(StandardScaler(), regression) if scaled else regression
            model.fit(features["train"], labels["train"])
            accuracy = model.score(features["validation"], labels["validation"])
            loss = log_loss(
                labels["validation"], model.predict_proba(features["validation"]), labels=model.classes_
            )
            if best is None or (accuracy, -loss) > best[0]:
                best = ((accuracy, -loss), model, {"C": strength, "standardised": scaled})
    _, model, chosen = best
    return model.score(features["test"], labels["test"]), chosen
