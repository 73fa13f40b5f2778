# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is known of a module of Python, and of the place in it that is being read."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from .django_settings import Setting
from .python_switches import Switch
from .python_syntax import ANYBODY


@dataclass(frozen=True)
class Imported:
    """A module that is imported, by its dotted name."""

    module: str
    line: int
    #: False inside of a function, under a condition, or where its absence is caught.
    firm: bool


@dataclass
class Code:
    """What one module says."""

    imports: list[Imported] = field(default_factory=list)
    #: URLs of engines that it may connect to.
    urls: list[Setting] = field(default_factory=list)
    switches: list[Switch] = field(default_factory=list)
    #: Names, in lower case, that a condition asks whether they are set.
    tested: set[str] = field(default_factory=set)
    #: Names of the classes that its own classes derive from.
    bases: set[str] = field(default_factory=set)
    #: Modules, by their first names, that it uses only where a condition asks for their engine; and the functions and
    #: classes of its own that use them and are used so.
    spared: dict[str, frozenset[str]] = field(default_factory=dict)
    #: Modules that texts name, as frameworks load them, by their first names: true where one does without a condition.
    named: dict[str, bool] = field(default_factory=dict)


@dataclass(frozen=True)
class Context:
    """Where a statement stands."""

    audience: str = ANYBODY
    #: The function that the statement stands in, empty at the level of module and class.
    function: str = ""
    lazy: bool = False
    #: True within what reads a setting from the environment.
    asked: bool = False
    #: Words of the class that the statement stands in.
    owner: frozenset[str] = frozenset()
    #: True below a condition that does not ask for the environment.
    conditional: bool = False
    depth: int = 0

    def deeper(
        self,
        audience: str = "",
        function: str = "",
        lazy: bool = False,
        asked: bool = False,
        owner: frozenset[str] = frozenset(),
        conditional: bool = False,
    ) -> Context:
        """One step further in."""
        return Context(
            audience or self.audience,
            function or self.function,
            self.lazy or lazy,
            self.asked or asked,
            owner or self.owner,
            self.conditional or conditional,
            self.depth + 1,
        )


def alternatives(code: Code) -> None:
    """Classes or functions that give one setting different engines are there to choose from."""
    engines: dict[str, set[str]] = {}
    for url in code.urls:
        if url.audience == ANYBODY:
            engines.setdefault(url.name, set()).add(url.engine)
    code.urls = [
        replace(url, choice=True) if url.audience == ANYBODY and len(engines[url.name]) > 1 else url
        for url in code.urls
    ]
