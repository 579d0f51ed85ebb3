"""Fitting a conditional logit by maximum likelihood with a Gaussian prior (L2), by L-BFGS."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from itertools import accumulate

import numpy as np
from examples import Example
from scipy.optimize import minimize
from scipy.sparse import csr_matrix

from tongket.choosing.ranking import UNIT

MIN_DOCUMENTS = 3
"""A feature shown in fewer documents than this is not learnt: it would be a name, or chance."""

LEAST = 10
"""Weights nearer to zero than this (thousandths) are left out."""


def fit(found: Sequence[Example], prior: float) -> dict[str, int]:
    """Weights in thousandths; `prior` is the precision of the Gaussian prior (larger: nearer to zero)."""
    shown: dict[str, set[str]] = defaultdict(set)
    for example in found:
        shown[example.doc].update(feature for features in example.options for feature in features)
    seen = Counter(feature for features in shown.values() for feature in features)
    places = {feature: at for at, feature in enumerate(sorted(f for f, n in seen.items() if n >= MIN_DOCUMENTS))}
    rows, columns, right = [], [], []
    row = 0
    for example in found:
        right.append(row + example.right)
        for features in example.options:
            known = [places[feature] for feature in features if feature in places]
            rows += [row] * len(known)
            columns += known
            row += 1
    sizes = np.array([len(example.options) for example in found])
    starts = np.array([0, *accumulate(sizes[:-1])])
    matrix = csr_matrix((np.ones(len(rows)), (rows, columns)), shape=(row, len(places)))
    target = np.zeros(row)
    target[right] = 1

    def loss(weights: np.ndarray) -> tuple[float, np.ndarray]:
        scores = matrix @ weights
        best = np.maximum.reduceat(scores, starts)
        exps = np.exp(scores - np.repeat(best, sizes))
        totals = np.add.reduceat(exps, starts)
        gradient = matrix.T @ (exps / np.repeat(totals, sizes) - target) + prior * weights
        likelihood = scores[right].sum() - (best + np.log(totals)).sum()
        return prior / 2 * weights @ weights - likelihood, gradient

    found_weights = minimize(loss, np.zeros(len(places)), jac=True, method="L-BFGS-B", options={"maxiter": 300}).x
    rounded = {feature: round(UNIT * float(found_weights[at])) for feature, at in places.items()}
    return {feature: weight for feature, weight in rounded.items() if abs(weight) >= LEAST}
