"""Whether a confidence can be taken at its word: of what is said to be 0.8 sure, are four in five right?"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from math import sqrt

import msgspec
import numpy as np

#: The steps of confidence that are compared with precision, all of one width.
STEPS = 10
_DRAWS = 400

#: A confidence, and whether what it was said of is right.
Sure = tuple[float, bool]


class Step(msgspec.Struct):
    """What was said to be between ``low`` and ``high`` sure: how many, how sure on average, which part is right.

    ``right_low`` and ``right_high`` are the limits of that part (Wilson, 95 %).
    """

    low: float
    high: float
    n: int
    confidence: float
    right: float
    right_low: float
    right_high: float


class Reliability(msgspec.Struct):
    """The steps that hold anything, and the expected calibration error: the mean distance over all, by steps.

    ``chance`` is what the error would be on average, and ``chance_95`` what it would stay below in 95 % of draws, were
    each confidence exactly right: so much of it is the smallness of the sample. ``brier`` is the mean square distance.
    """

    n: int
    error: float
    chance: float
    chance_95: float
    brier: float
    steps: list[Step]


def _steps(sure: Sequence[Sure]) -> dict[int, list[Sure]]:
    found: dict[int, list[Sure]] = defaultdict(list)
    for confidence, right in sure:
        found[min(int(confidence * STEPS), STEPS - 1)].append((confidence, right))
    return found


def calibration_error(sure: Sequence[Sure]) -> float:
    """The expected calibration error (Naeini et al. 2015) in ten steps of equal width; 0 of nothing."""
    off = sum(abs(sum(confidence - right for confidence, right in step)) for step in _steps(sure).values())
    return off / len(sure) if sure else 0.0


def reliability(sure: Sequence[Sure]) -> Reliability:
    """How far confidence and precision lie apart.

    Raises:
        ValueError: there is nothing to compare.
    """
    if not sure:
        raise ValueError("no facts to measure the confidence of")
    chances = np.array([confidence for confidence, _ in sure])
    dice = np.random.default_rng(0).random((_DRAWS, len(sure))) < chances
    drawn = [calibration_error(list(zip(chances.tolist(), draw.tolist(), strict=True))) for draw in dice]
    return Reliability(
        n=len(sure),
        error=calibration_error(sure),
        chance=float(np.mean(drawn)),
        chance_95=float(np.quantile(drawn, 0.95)),
        brier=sum((confidence - right) ** 2 for confidence, right in sure) / len(sure),
        steps=[_step(number, pairs) for number, pairs in sorted(_steps(sure).items())],
    )


def _step(number: int, pairs: Sequence[Sure]) -> Step:
    n, right = len(pairs), sum(right for _, right in pairs)
    low, high = wilson(right, n)
    return Step(number / STEPS, (number + 1) / STEPS, n, sum(c for c, _ in pairs) / n, right / n, low, high)


def wilson(right: int, n: int, z: float = 1.96) -> tuple[float, float]:
    """The limits of a part, by Wilson's score interval."""
    part = right / n
    middle = (part + z * z / (2 * n)) / (1 + z * z / n)
    half = z * sqrt(part * (1 - part) / n + z * z / (4 * n * n)) / (1 + z * z / n)
    return max(middle - half, 0.0), min(middle + half, 1.0)
