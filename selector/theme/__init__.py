"""The theme of all that a run draws and lays out: its colours, fonts and logo."""

from selector.theme.look import NEUTRAL, Fill, Theme
from selector.theme.read import load_theme, read_kept_theme

__all__ = ["NEUTRAL", "Fill", "Theme", "load_theme", "read_kept_theme"]
