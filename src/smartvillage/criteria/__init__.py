"""The criteria language: what is measured, what is required, of whom, since when, and on whose word.

A :class:`~smartvillage.criteria.document.SetDocument` is what a person writes (YAML or JSON); a
:class:`~smartvillage.criteria.criteria_set.CriteriaSet` is what programs ask. Nothing here knows what was reported:
judging is the work of :mod:`smartvillage.evaluation`.
"""
