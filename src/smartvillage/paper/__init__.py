"""Documents without law: tables, workbooks and papers that know nothing of criteria or verdicts.

:mod:`~smartvillage.paper.table` holds the small table that results come in; :mod:`~smartvillage.paper.workbook`
prints such tables as Excel workbooks for an office; :mod:`~smartvillage.paper.blocks` says whole papers, which
:mod:`~smartvillage.paper.papers` writes for Word, the browser, Excel and programs. Upper floors choose what is said
and which style a cell wears.
"""
