"""A linear model that says how likely an entity fills each role: multinomial logistic regression.

Its weights are a table of `models/roles`, a line a feature, that `make train-roles` writes.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from pipeline import resources

NONE = "-"


@dataclass(frozen=True)
class RoleModel:
    """The roles in the order of the weights, the first of them none (`-`); the weights by feature."""

    roles: tuple[str, ...]
    weights: dict[str, tuple[float, ...]]

    def probabilities(self, features: Iterable[str]) -> dict[str, float]:
        """The probability of each role, that of none included; they sum up to 1.

        The order of `features` does not matter, not even for the last digit: a set has another one in each process.
        """
        known = (self.weights[feature] for feature in features if feature in self.weights)
        sums = [math.fsum(weights) for weights in zip([0.0] * len(self.roles), *known, strict=True)]
        highest = max(sums)
        powers = [math.exp(value - highest) for value in sums]
        whole = sum(powers)
        return {role: power / whole for role, power in zip(self.roles, powers, strict=True)}


@cache
def role_model(event_type: str) -> RoleModel | None:
    """The model of an event type; None if there is none for it."""
    path = resources.models() / "roles" / f"{event_type}.tsv"
    if not path.is_file():
        return None
    head, *lines = path.read_text(encoding="utf-8").splitlines()
    roles = tuple(head.split("\t")[1:])
    rows = (line.split("\t") for line in lines)
    return RoleModel(roles, {feature: tuple(map(float, numbers)) for feature, *numbers in rows})
