"""The public lot: which of the cohorts that are equally good, decided by a seed drawn in public."""

from selector.draw.lot import Lot, Refused, draw, draw_among
from selector.draw.page import receipt, sheet

__all__ = ["Lot", "Refused", "draw", "draw_among", "receipt", "sheet"]
