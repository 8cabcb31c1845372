"""Review: a draft goes out as a workbook, and comes back as exactly what reviewers asked for.

:func:`write_review` writes the proposed levels with room beside each; :func:`read_review` reads what somebody wrote;
:func:`merge_reviews` puts several together, lists what contradicts itself, and keeps the table of comments received,
taken or refused, with reasons (bản tổng hợp, tiếp thu, giải trình ý kiến).
"""

from smartvillage.proposal.review.edits import Edit
from smartvillage.proposal.review.merging import Conflict, Entry, Merged, Side, merge_reviews
from smartvillage.proposal.review.reading import Comment, Review, read_review
from smartvillage.proposal.review.sheets import write_review

__all__ = [
    "Comment",
    "Conflict",
    "Edit",
    "Entry",
    "Merged",
    "Review",
    "Side",
    "merge_reviews",
    "read_review",
    "write_review",
]
