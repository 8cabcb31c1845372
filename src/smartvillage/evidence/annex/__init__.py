"""The annex comes in: levels typed from a printed annex become cited patches of a set.

:func:`fill` writes a workbook laid out like the annex of a decision, with everything the set knows already;
:func:`read` takes it back. A cell that says what the set says changes nothing. A changed cell becomes a patch that
cites its row, and is *official* only when document, annex or article, and row are given and a second person has
confirmed them. A workbook is taken whole, or refused whole with every cell that is wrong.

This stands on the floor of evidence, although it is about criteria, because what comes from outside comes in by the
hardened readers of this floor and no other way.

See :mod:`smartvillage.evidence.annex.cells` for what a cell may say.
"""

from smartvillage.evidence.annex.filling import fill
from smartvillage.evidence.annex.reading import AnnexReading, read

__all__ = ["AnnexReading", "fill", "read"]
