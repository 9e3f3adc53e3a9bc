"""How many plans are eligible, in words that fit the numbers.

Who recounts the numbers can hold the words against them as well.
"""

from selector.texts import Texts


def eligible_sentences(plans: int, eligible: int, provisional: int, texts: Texts) -> str:
    """Return how many plans are eligible, and how many of these provisionally, if any."""
    if plans == 1:
        said = texts("summary.eligible_only" if eligible else "summary.eligible_only_not")
    else:
        said = texts.counted("summary.eligible", eligible, eligible=eligible, plans=plans)
    if provisional and provisional == eligible:
        return f"{said} {texts.counted('summary.provisional_all', provisional)}"
    return f"{said} {texts.counted('summary.provisional', provisional)}" if provisional else said
