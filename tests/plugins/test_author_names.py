"""What an author imports is in one place, and costs nothing until it is asked for."""

from __future__ import annotations

import subprocess
import sys

import pytest

import smartvillage.plugins as author


@pytest.mark.parametrize("name", author.__all__)
def test_every_name_is_there(name):
    assert getattr(author, name) is not None
    assert name in dir(author)


def test_a_name_that_is_not_there_is_an_ordinary_error():
    with pytest.raises(AttributeError, match="has no attribute 'hookimp'"):
        _ = author.hookimp


def test_importing_the_package_imports_nothing_heavy():
    code = "import sys, smartvillage.plugins; print(*(name for name in ('numpy', 'pydantic', 'pluggy') if name in sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, encoding="utf-8", check=True)

    assert done.stdout.strip() == ""
