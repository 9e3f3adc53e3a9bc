"""What a result answers, each beside the outcome it is about: to be printed, or taken as data.

A text is in the language that is asked for, else in that of the result it came from, else in
that of the environment variable SELECTOR_LANG, else in Dutch.
"""

from selector.views.of_cohorts import Alternatives, Front, Mergers
from selector.views.of_lots import Lot
from selector.views.of_numbers import Range
from selector.views.of_plans import Helping, Why
from selector.views.printed import Printed

__all__ = ["Alternatives", "Front", "Helping", "Lot", "Mergers", "Printed", "Range", "Why"]
