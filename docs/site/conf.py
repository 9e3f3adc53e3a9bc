"""Settings of Sphinx, for the Dutch and the English site alike."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from selector import __version__

project = "selector"
release = version = __version__
copyright = "selector"
extensions = ["myst_parser", "docs.handbook.pages"]
myst_enable_extensions = ["colon_fence", "dollarmath"]
myst_fence_as_directive = ["math"]
myst_heading_anchors = 4
nitpicky = True
html_math_renderer = "mathml"
html_theme = "pydata_sphinx_theme"
html_static_path = [str(Path(__file__).parent / "static")]
html_css_files = ["site.css"]
html_show_sourcelink = False
html_copy_source = False
html_use_index = False
html_context = {"default_mode": "auto"}
html_show_copyright = False
html_show_sphinx = False
html_sidebars = {"*": [], "*/*": ["sidebar-nav-bs"]}
html_theme_options = {
    "logo": {"text": f"selector {__version__}"},
    "navigation_with_keys": False,
    "show_prev_next": True,
    "header_links_before_dropdown": 4,
    "footer_start": [],
    "footer_end": [],
    "back_to_top_button": False,
    "pygments_light_style": "a11y-high-contrast-light",
    "pygments_dark_style": "a11y-high-contrast-dark",
}
