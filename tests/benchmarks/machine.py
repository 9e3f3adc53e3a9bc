"""What was measured on: the machine, and the versions of every solver and peer."""

import os
import platform
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from selector.solve.program import highs_version

PACKAGES = (
    "voorloper-selector", "ortools", "scipy", "numpy", "pandas", "spopt", "pulp", "cbcbox",
    "highspy", "max-div", "numba", "abcvoting",
)  # fmt: skip


def hardware() -> str:
    """Return the processor, the number of cores, the memory and the system, in one line."""
    return f"{_processor()}, {os.cpu_count()} cores, {_memory()}, {platform.platform(terse=True)}"


def load() -> str:
    """Return how many processes wanted a core in the last minute, where the system tells."""
    return f"{os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else "unknown"


def versions() -> list[tuple[str, str]]:
    """Return every package of interest with its version, or `not installed`."""
    found = [("Python", platform.python_version())]
    for package in PACKAGES:
        try:
            found.append((package, version(package)))
        except PackageNotFoundError:
            found.append((package, "not installed"))
    return [*found, ("HiGHS in scipy", highs_version())]


def _processor() -> str:
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.exists():
        for line in cpuinfo.read_text(encoding="utf-8").splitlines():
            if line.startswith("model name"):
                return line.split(":", 1)[1].strip()
    return platform.processor() or platform.machine()


def _memory() -> str:
    try:
        import psutil
    except ImportError:
        return "memory unknown"
    return f"{psutil.virtual_memory().total / 2**30:.0f} GiB"
