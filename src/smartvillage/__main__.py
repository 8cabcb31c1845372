"""``smartvillage`` and ``python -m smartvillage``."""

from __future__ import annotations

__all__ = ["main"]


def main() -> None:
    """Run the command line and leave with its exit status."""
    from smartvillage.cli.app import run  # noqa: PLC0415 - importing this module must cost nothing

    raise SystemExit(run())


if __name__ == "__main__":
    main()
