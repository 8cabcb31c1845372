"""Documents: YAML and JSON read into a tree of text, with places, and written again.

Every scalar stays the text that was written: ``no``, ``010``, ``12:30:45`` and ``66.60`` mean what the models of
:mod:`smartvillage.border` say, not what YAML 1.1 says. What a hostile or careless file could do is refused here, on a
stream of events and before anything recursive: depth, size, aliases, tags, merge keys, duplicate keys, several
documents, other encodings. The shape of a document is not known here; :func:`smartvillage.border.parse` checks it.
"""

from smartvillage.criteria.documents.building import Limits, Tree
from smartvillage.criteria.documents.reading import Document, read_document, read_text
from smartvillage.criteria.documents.yaml_form import write_yaml

__all__ = ["Document", "Limits", "Tree", "read_document", "read_text", "write_yaml"]
