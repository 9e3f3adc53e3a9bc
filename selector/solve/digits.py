"""A weighted sum that is too large for one number of the solver, as a few digits.

Weights over a common denominator of many fractions can pass 64 bits, and a float would then
decide. So the sum is posted in base 2^20: every digit is a whole variable that the plans determine,
and the sum is as large as can be when its digits are, from the first on.
"""

from collections.abc import Sequence

from ortools.sat.python import cp_model

BASE_BITS = 20
BASE = 1 << BASE_BITS
WIDEST = 1 << 50  # sums below it are posted as they are; a float still counts them one by one


class Digits:
    """The digits, least first, of the sum of whole variables times whole weights, none negative.

    `highs` are the upper bounds of the variables. A sum below `WIDEST` has a single digit.
    """

    def __init__(
        self,
        model: cp_model.CpModel,
        variables: Sequence[cp_model.IntVar],
        weights: Sequence[int],
        highs: Sequence[int],
    ) -> None:
        most = sum(w * high for w, high in zip(weights, highs, strict=True))
        places = 0 if most < WIDEST else -(-max(weights).bit_length() // BASE_BITS) - 1
        self.expressions: list[cp_model.LinearExpr] = []
        carry: list[cp_model.IntVar] = []
        carried = 0
        for place in range(places):
            parts = [w >> place * BASE_BITS & BASE - 1 for w in weights]
            here = cp_model.LinearExpr.weighted_sum(
                [*variables, *carry], [*parts, *[1] * len(carry)]
            )
            carried = (
                sum(p * high for p, high in zip(parts, highs, strict=True)) + carried
            ) // BASE
            digit = model.new_int_var(0, BASE - 1, f"digit:{place}")
            carry = [model.new_int_var(0, carried, f"carry:{place}")]
            model.add(here == BASE * carry[0] + digit)
            self.expressions.append(digit)
        first = [w >> places * BASE_BITS for w in weights]
        self.expressions.append(
            cp_model.LinearExpr.weighted_sum([*variables, *carry], [*first, *[1] * len(carry)])
        )

    def value_of(self, number: int) -> list[int]:
        """Return the digits of a number, least first."""
        last = len(self.expressions) - 1
        low = [number >> place * BASE_BITS & BASE - 1 for place in range(last)]
        return [*low, number >> last * BASE_BITS]

    def at_least(self, model: cp_model.CpModel, number: int) -> None:
        """Post that the sum is at least a number."""
        reached: list[cp_model.LinearExpr] = []  # is the rest of it reached by the digits so far?
        *low, last = self.value_of(number)
        for place, wanted in enumerate(low):
            here = model.new_bool_var(f"reached:{place}")
            attained = cp_model.LinearExpr.sum([self.expressions[place], *reached])
            least = wanted + len(reached)
            model.add(attained >= least).only_enforce_if(here)
            model.add(attained < least).only_enforce_if(~here)
            reached = [here]
        top = cp_model.LinearExpr.sum([self.expressions[-1], *reached])
        model.add(top >= last + len(reached))
