"""What a measurement says, and the limit it is held to."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Figure:
    name: str
    value: float
    limit: float
    better: Literal["<=", ">="]
    unit: str
