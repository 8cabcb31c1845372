"""Plugins: how districts bring measures, sets, candidates and evaluators, and how the built-in sets come in too."""
