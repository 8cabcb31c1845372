"""Places: administrative units over time, what became of them, and the strata and authorities they belong to.

On 1 July 2025 the district level ended and codes were used again, so nothing here is keyed by a code or a name alone:
a unit is its code *and* the day from which it exists, and every question carries a day. The level a unit stands on is
never assumed; whatever lies above it, lies above it.

:class:`Places` answers questions. The register of Vietnam comes with the library (``Places.load("vn")``); how it was
made, and what it does not know, is written beside the tables in ``places/data/vn/SOURCE.md``.
"""

from __future__ import annotations

from smartvillage.places.problems import UnknownUnitError
from smartvillage.places.register import Places
from smartvillage.places.units import Authority, Event, Membership, Succession, Unit

__all__ = ["Authority", "Event", "Membership", "Places", "Succession", "Unit", "UnknownUnitError"]
