"""The built-in domains: documents first, each an honest reference for authors, through the same door as any plugin."""
