"""Maps of few dots, which take half of the time: most tests look at none of them."""

from collections.abc import Iterator
from typing import Any

import pytest

from selector.publish import canvas

COARSE = 60  # dots per inch, where the program draws 300
_save_png = canvas._save_png


@pytest.fixture(scope="session", autouse=True)
def coarse_maps() -> Iterator[None]:
    """Draw every PNG of a result coarsely, when it is written and when it is written again."""

    def coarsely(figure: Any, path: Any, alt: str, flat: Any, dpi: int) -> None:
        _save_png(figure, path, alt, flat, min(dpi, COARSE))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(canvas, "_save_png", coarsely)
        yield


@pytest.fixture(scope="module")
def sharp_maps(coarse_maps: None) -> Iterator[None]:
    """Draw as the program does, where a test looks at the dots or a second process draws too."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(canvas, "_save_png", _save_png)
        yield
