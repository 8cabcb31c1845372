"""Documents without law: tables and workbooks that know nothing of criteria or verdicts.

:mod:`~smartvillage.paper.table` holds the small table that results come in; :mod:`~smartvillage.paper.workbook`
prints such tables as Excel workbooks for an office. Upper floors choose what is said and which style a cell wears.
"""
