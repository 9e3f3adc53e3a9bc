"""Codes and names of last year in a plans file: read as today's, and said so."""

from dataclasses import replace
from pathlib import Path

import pytest
from builders import write_plans

from selector import read_plans, read_regions
from selector.errors import InputError
from selector.intake.types import Former, Regions


def read(tmp_path: Path, cell: str, regions: Regions | None = None):
    path = write_plans(tmp_path, cell)
    return read_plans(path, regions)
