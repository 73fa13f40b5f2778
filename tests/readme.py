# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Tables in the README that are made from records, each between two marks."""

from __future__ import annotations

from dataclasses import dataclass

from tests.checkout import ROOT

README = ROOT / "README.md"


@dataclass(frozen=True)
class Section:
    """What stands between the marks of one table."""

    name: str
    #: The module that makes it.
    maker: str

    def _place(self, text: str) -> tuple[int, int]:
        begin = f"<!-- {self.name}: made by python -m {self.maker} -->\n"
        return text.index(begin) + len(begin), text.index(f"<!-- end of {self.name} -->\n")

    def read(self) -> str:
        """The table as it stands there."""
        text = README.read_text()
        start, end = self._place(text)
        return text[start:end]

    def write(self, table: str) -> None:
        """Puts another one in its place."""
        text = README.read_text()
        start, end = self._place(text)
        README.write_text(text[:start] + table + text[end:])
