"""How the documentation is built: pages in MyST, reference from docstrings, every block run."""

from __future__ import annotations

import doctest
import sys
from importlib.metadata import version as version_of
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

import run_blocks

project = "smartvillage"
author = "The smartvillage contributors"
copyright = author  # noqa: A001
version = release = version_of("smartvillage")
language = "en"

extensions = [
    "myst_parser",
    "sphinx.ext.autodoc",
    "sphinx.ext.doctest",
    "sphinx_copybutton",
    "run_blocks",
    "resolve_names",
]
exclude_patterns = ["_build"]
html_theme = "furo"
html_title = "smartvillage"
html_show_sphinx = False

# --- pages

myst_enable_extensions = ["colon_fence", "deflist"]
myst_heading_anchors = 3
copybutton_prompt_text = r">>> |\.\.\. |\$ "
copybutton_prompt_is_regexp = True

# --- docstrings

autodoc_member_order = "bysource"
autodoc_typehints_format = "short"
autodoc_type_aliases = {"Patch": "smartvillage.Patch"}
python_use_unqualified_type_names = True
python_maximum_signature_line_length = 88
napoleon_google_docstring = True
napoleon_numpy_docstring = False
napoleon_use_ivar = True
napoleon_use_rtype = False  # the signature says the type; what stands before a colon is a sentence

# --- references: a name that leads nowhere is an error (see resolve_names.py)

nitpicky = True
nitpick_ignore: list[tuple[str, str]] = []
"""Each entry with its reason; there was none yet."""

# --- examples: those of docstrings are run by pytest, those of pages by the doctest builder (see run_blocks.py)

doctest_test_doctest_blocks = ""
doctest_global_setup = run_blocks.SETUP
doctest_global_cleanup = run_blocks.CLEANUP
doctest_default_flags = doctest.ELLIPSIS | doctest.DONT_ACCEPT_TRUE_FOR_1
