"""``smartvillage plugins``: which plugins are there, whether one is right, a new one, and one in another form."""

from __future__ import annotations

from smartvillage.cli.plugins.checking import check_command
from smartvillage.cli.plugins.listing import list_plugins
from smartvillage.cli.plugins.making import convert_command, new
from smartvillage.cli.speech import t

HELP = t("Các phần mở rộng.", "Plugins.")

COMMANDS = {
    "list": (list_plugins, t("Liệt kê các phần mở rộng.", "List the plugins.")),
    "new": (new, t("Tạo một phần mở rộng mới.", "Start a new plugin.")),
    "check": (check_command, t("Kiểm tra một phần mở rộng.", "Check one plugin.")),
    "convert": (
        convert_command,
        t("Chuyển thư mục thành Excel và ngược lại.", "Turn a folder into a workbook, and back."),
    ),
}
