"""Proposals: what to require next, and on what evidence; thin evidence is refused rather than dressed up."""
