"""Outside cases: answers that were worked out elsewhere, read as they are and held against the library.

``python -m tests.oracles KIND PATH``. Each kind is one module with a function ``check``; it computes with the public
names of the library only and knows formats, never cases: any file of the same form may be given to it.
"""
