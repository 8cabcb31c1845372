"""The dossier (hồ sơ trình): the papers that a department can submit and a council can check.

The report that sums up the pilots, the submission note, the draft decision with its annex, and what every level rests
on, from one content in Vietnamese and English. Outlines are documents that an office may replace; what is missing is
printed as missing; every number bears the mark of what it resolves to.
"""

from smartvillage.proposal.dossier.checking import CHECKED
from smartvillage.proposal.dossier.content import CONTENT
from smartvillage.proposal.dossier.dossier import Dossier, dossier_of
from smartvillage.proposal.dossier.fields import Fields
from smartvillage.proposal.dossier.outline import OUTLINES, Outline, Section, read_outlines
from smartvillage.proposal.dossier.reading import Checked, check_dossier, is_dossier

__all__ = [
    "CHECKED",
    "CONTENT",
    "OUTLINES",
    "Checked",
    "Dossier",
    "Fields",
    "Outline",
    "Section",
    "check_dossier",
    "dossier_of",
    "is_dossier",
    "read_outlines",
]
