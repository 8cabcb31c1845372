"""What a peer is: another way to the same verdicts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import attrs
import numpy as np
import numpy.typing as npt


@attrs.frozen(eq=False)
class Peer:
    """A way of answering, with its data in its own layout."""

    name: str
    run: Callable[[], Any]
    """What is timed."""
    read: Callable[[Any], npt.NDArray[np.uint8]]
    """Makes verdict codes of its answer, a line for each indicator, criterion and the set."""

    def codes(self) -> npt.NDArray[np.uint8]:
        """The verdicts, for comparison."""
        return self.read(self.run())
