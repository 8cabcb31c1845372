"""A plugin as one workbook, for people who know their commune and Excel and no Python.

Sheets hold what the files of a folder hold (:mod:`smartvillage.plugins.documents`): *Thông tin* who offers, *Số liệu*
what is counted, *Chỉ tiêu đề xuất* what should be asked for next with its *Tiền lệ*, *Mô hình thí điểm*, and *Ca kiểm
tra*: given these figures, expect that verdict. :func:`write_plugin_workbook` and :func:`read_plugin_workbook` are each
other's inverse; :func:`convert` turns a folder into a workbook and back. A workbook is taken whole, or refused whole
with every cell that is wrong.

:mod:`~smartvillage.plugins.workbook.layout` says which sheets and columns there are,
:mod:`~smartvillage.plugins.workbook.forms` what may stand in a cell.
"""

from smartvillage.plugins.workbook.converting import convert, read_plugin
from smartvillage.plugins.workbook.reading import read_plugin_workbook
from smartvillage.plugins.workbook.writing import write_plugin_workbook

__all__ = ["convert", "read_plugin", "read_plugin_workbook", "write_plugin_workbook"]
