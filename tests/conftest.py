"""How hard hypothesis tries: ``HYPOTHESIS_PROFILE=thorough pytest`` tries longest."""

from __future__ import annotations

import os

from hypothesis import settings

# A slow machine is not a wrong program, hence no deadline; a run of CI must be repeatable, hence derandomised there.
COMMON = settings(deadline=None, derandomize=bool(os.environ.get("CI")), print_blob=True)

settings.register_profile("default", COMMON, max_examples=50)
settings.register_profile("quick", COMMON, max_examples=10)
settings.register_profile("thorough", COMMON, max_examples=2000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "default"))
