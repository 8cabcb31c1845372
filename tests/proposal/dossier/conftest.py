"""A proposal over three domains of the synthetic province, and its dossier written once."""

from __future__ import annotations

from pathlib import Path

import pytest

from smartvillage.criteria.documents import read_document
from smartvillage.evidence.evidence import Evidence
from smartvillage.places import Places
from smartvillage.plugins.registry import builtin_registry, load
from smartvillage.proposal.engine import propose
from smartvillage.proposal.plan import AnalysisPlan

HERE = Path(__file__).parents[3] / "src" / "smartvillage" / "cli" / "examples" / "synthetic-province"
BASES = ("vn.xa-ntm@2021-2025", "vn.xa-ntm@2026-2030")


@pytest.fixture(scope="session")
def proposals():
    """A function that proposes over the synthetic province, with a plan of one's own."""
    known, places = builtin_registry(), Places.read(HERE / "places")
    measures = [*known.measures.values(), *(load(base) for base in BASES)]
    evidence = Evidence.read(HERE / "so-lieu.csv", measures=measures, places=places)

    def make(domains=("tourism", "digital-society"), base="vn.xa-ntm@2026-2030", *, seal=True, **seat):
        tree = read_document(HERE / "ke-hoach.yaml").tree
        tree = {**tree, "domains": list(domains), "base": base, "seat": {**tree["seat"], **seat}}
        plan = AnalysisPlan.from_dict(tree)
        return propose(plan.seal() if seal else plan, evidence, places, registry=known)

    return make


@pytest.fixture(scope="session")
def proposal(proposals):
    return proposals()


@pytest.fixture(scope="session")
def dossier(proposal):
    return proposal.dossier()


@pytest.fixture(scope="session")
def written(dossier, tmp_path_factory):
    to = tmp_path_factory.mktemp("dossier")
    dossier.write(to)
    return to
