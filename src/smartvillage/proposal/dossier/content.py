"""What may fill a heading of an outline, by name.

>>> sorted(CONTENT)[:4]
['annex', 'attached', 'background', 'burden']
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from smartvillage.paper.blocks import Block
from smartvillage.proposal.dossier import content_basis as basis
from smartvillage.proposal.dossier import content_method as method
from smartvillage.proposal.dossier import content_results as results
from smartvillage.proposal.dossier import content_set as proposed
from smartvillage.proposal.dossier import content_sheets as pages
from smartvillage.proposal.dossier.context import Context

__all__ = ["CONTENT", "Content"]

Content = Callable[[Context], Iterator[Block]]

CONTENT: Mapping[str, Content] = {
    "annex": proposed.annex,
    "attached": basis.attached,
    "background": basis.background,
    "burden": proposed.burden,
    "charts": pages.charts,
    "comments": method.comments,
    "comments-short": method.comments_short,
    "comparison": proposed.comparison,
    "comparison-short": proposed.comparison_short,
    "contents": basis.contents,
    "costs": proposed.costs,
    "decision-basis": basis.decision_basis,
    "decision-issue": basis.decision_issue,
    "decision-monitor": basis.decision_monitor,
    "decision-owners": basis.decision_owners,
    "decision-rule": basis.decision_rule,
    "deviations": method.deviations,
    "direction": basis.direction,
    "evidence": results.evidence,
    "feasibility": proposed.feasibility,
    "grades": method.grades,
    "items": method.items,
    "leading": results.leading,
    "legal-basis": basis.legal_basis,
    "limits": results.limits,
    "methods": method.methods,
    "options": basis.options,
    "overlap": proposed.overlap,
    "pillars": results.pillars,
    "pilots": results.pilots,
    "power": method.power,
    "practice": results.practice,
    "precedents": method.precedents,
    "purpose": basis.purpose,
    "recommendations": basis.recommendations,
    "scope": basis.scope,
    "sheets": pages.sheets,
    "simulation": method.simulation,
    "sources": method.sources,
    "strengths": results.strengths,
    "survey": basis.survey,
    "targets": results.targets,
    "targets-short": results.targets_short,
}
"""Each makes the blocks that stand under a heading; none where there is nothing to say."""
