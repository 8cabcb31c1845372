"""How fast the library is, beside other tools in the same run: ``python -m benchmarks``.

Only ratios are printed, because only they travel from one machine to another. See docs/explanation/speed.md.
"""
