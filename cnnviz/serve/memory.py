"""What is said where memory does not suffice: the GPU's, or the machine's."""

from __future__ import annotations

import logging

from cnnviz.errors import NotComputed

log = logging.getLogger(__name__)


def told(problem: BaseException) -> BaseException:
    """Return a sentence in place of "out of memory", any other problem as it is. Knows torch's error by its name."""
    if isinstance(problem, MemoryError) or type(problem).__name__ == "OutOfMemoryError":
        log.warning("Out of memory: %s", problem)
        return NotComputed("The memory does not suffice for this just now. Choose a smaller network, or try later.")
    return problem
