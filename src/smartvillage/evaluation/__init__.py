"""Evaluation: who meets what, and why. One exact kernel; traces are told when asked for."""
