"""What counting a network's layers takes, beside torchinfo, and how long all of torchvision's networks take.

    python -m benchmarks.analyze

`models.analyze(resnet152)` and `torchinfo.summary(resnet152)` run in a fresh process each, with weights, on the CPU,
after a smaller network that loads what either loads only once. Memory is how far the resident memory rises above what
it was before the call, at its highest; Linux tells. Run it alone.
"""

from __future__ import annotations

import math
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

CALLS = 5
SHARE = 0.5  # of torchinfo's time and of its memory
ZOO_LIMIT = 60.0  # seconds for all of torchvision's classification networks


@dataclass(frozen=True)
class Row:
    """One line of the table."""

    what: str
    value: float
    unit: str
    limit: float = math.inf

    @property
    def fine(self) -> bool:
        """Whether the value is within its limit."""
        return self.value <= self.limit

    def __str__(self) -> str:
        limit = "" if math.isinf(self.limit) else f"limit {self.limit:.1f}"
        return f"{self.what:52s} {self.value:8.1f} {self.unit:4s} {limit:12s} {'' if self.fine else 'OVER'}".rstrip()


def resident(field: str) -> float:
    """Return a line of Linux's account of this process, in MB: `VmRSS` now, `VmHWM` the highest since the reset."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(next(line for line in status.splitlines() if line.startswith(field)).split()[1]) / 1000


def reset_peak() -> None:
    """Let the highest resident memory begin anew."""
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")


def measure(tool: str) -> None:
    """Print milliseconds (median) and megabytes (of the first call) of one tool; for a process of its own."""
    from torchvision.models import resnet18, resnet152

    call = caller(tool)
    call(resnet18(weights=None).eval())
    network = resnet152(weights=None).eval()
    reset_peak()
    before, times = resident("VmRSS"), []
    for _ in range(CALLS):
        began = time.perf_counter()
        call(network)
        times.append(1000 * (time.perf_counter() - began))
        if len(times) == 1:
            peak = resident("VmHWM") - before
    print(statistics.median(times), peak)


def caller(tool: str) -> Callable[[object], object]:
    """Return what counts a network's layers for a picture of 224 x 224."""
    if tool == "torchinfo":
        import torchinfo

        return lambda network: torchinfo.summary(network, (1, 3, 224, 224), verbose=0)  # type: ignore[arg-type]
    from cnnviz.models import analyze

    return lambda network: analyze(network)  # type: ignore[arg-type]


def in_process(*arguments: str) -> list[float]:
    """Run this file for one measurement and return its numbers."""
    command = [sys.executable, "-m", "benchmarks.analyze", *arguments]
    out = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return [float(number) for number in out.split()]


def zoo() -> None:
    """Print the seconds of `analyze` for all of torchvision's classifiers, those of the slowest, and how many."""
    import torchvision
    from torchvision.models import get_model_weights, list_models

    from cnnviz.models import analyze
    from tests.models.weightless import weightless

    names = [name for name in list_models(module=torchvision.models) if "quantized" not in name]
    times = []
    for name in names:
        size = int(next(iter(get_model_weights(name))).transforms().crop_size[0])
        network = weightless(name, **({"image_size": size} if name.startswith("vit") else {}))
        began = time.perf_counter()
        analyze(network, (3, size, size))
        times.append(time.perf_counter() - began)
    print(sum(times), max(times), len(names))


def main() -> None:
    """Measure, print; leave with 1 where a limit is not kept."""
    if sys.argv[1:]:
        zoo() if sys.argv[1] == "zoo" else measure(sys.argv[1])
        return
    (peer_time, peer_memory), (our_time, our_memory) = in_process("torchinfo"), in_process("analyze")
    total, slowest, count = in_process("zoo")
    rows = [
        Row("torchinfo.summary(resnet152)", peer_time, "ms"),
        Row("models.analyze(resnet152)", our_time, "ms", SHARE * peer_time),
        Row("torchinfo.summary(resnet152), memory", peer_memory, "MB"),
        Row("models.analyze(resnet152), memory", our_memory, "MB", SHARE * peer_memory),
        Row(f"models.analyze, {count:.0f} networks of torchvision", total, "s", ZOO_LIMIT),
        Row("  the slowest of them", slowest, "s"),
    ]
    for row in rows:
        print(row)
    sys.exit(0 if all(row.fine for row in rows) else 1)


if __name__ == "__main__":
    main()
