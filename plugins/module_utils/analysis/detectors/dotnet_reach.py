# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""C# code: engines that only classes of its own reach, and these are set up where the settings ask for them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from ..formats.csharp_calls import Offered, parse_mentions, parse_offered
from ..tree import Tree

_ENDINGS = (".cs",)
#: What code holds in which an application sets up what it is made of.
_SET_UP = ("IServiceCollection", "CreateBuilder(", "ApplicationBuilder", "ContainerBuilder")
#: Most files that use an engine: where there are more, it is everywhere.
_FILES_LIMIT = 12
#: How far back classes are followed.
_ROUNDS = 4


@dataclass(frozen=True)
class _Use:
    """What a file makes of a name: whether it only asks for it under a condition where it sets things up."""

    asked: bool
    sets_up: bool
    text: str


def asked_for(tree: Tree, users: Mapping[str, Mapping[str, str]], counts: Callable[[str], bool]) -> set[str]:
    """The engines whose users are all set up under a condition, or by methods that nobody calls.

    `users` is an engine to the files that use it, with their texts; `counts` says which files are the application's.
    """
    asked: set[str] = set()
    waiting = {engine: dict(files) for engine, files in users.items()}
    for _round in range(_ROUNDS):
        waiting = {engine: files for engine, files in waiting.items() if _few(files)}
        offered = {path: parse_offered(text) for files in waiting.values() for path, text in files.items()}
        places = _places(tree, {name for one in offered.values() for name in one.names}, counts)
        if tree.shortened(_ENDINGS):
            # Somebody may ask for it in what was not read.
            return set()
        for engine, files in list(waiting.items()):
            nearer = _nearer(files, offered, places)
            if nearer:
                files.update(nearer)
                continue
            del waiting[engine]
            if nearer is not None:
                asked.add(engine)
    return asked


def _nearer(
    files: Mapping[str, str], offered: Mapping[str, Offered], places: Mapping[str, Mapping[str, _Use]]
) -> dict[str, str] | None:
    """The files, with their texts, that use what some offer, and that others have to ask for in turn.

    None are left where all is asked for; None is returned where something is there whatever the settings say.
    """
    spoken = {path: _elsewhere(path, offered[path].names, places) for path in files}
    outside = {place: use for uses in spoken.values() for place, use in uses.items() if place not in files}
    unspoken = {path for path, uses in spoken.items() if not uses}
    if not (outside or unspoken):
        return None
    if not all(offered[path].called_only for path in unspoken):
        return None
    free = {place: use for place, use in outside.items() if not use.asked}
    return None if any(use.sets_up for use in free.values()) else {place: use.text for place, use in free.items()}


def _elsewhere(path: str, names: set[str], places: Mapping[str, Mapping[str, _Use]]) -> dict[str, _Use]:
    """The other files that speak of what a file offers."""
    found: dict[str, _Use] = {}
    for name in names:
        for place, use in places.get(name, {}).items():
            if place != path and (place not in found or found[place].asked):
                found[place] = use
    return found


def _few(files: Mapping[str, str]) -> bool:
    return len(files) <= _FILES_LIMIT and all(path.endswith(_ENDINGS) for path in files)


def _places(tree: Tree, names: set[str], counts: Callable[[str], bool]) -> dict[str, dict[str, _Use]]:
    """Name to the files that speak of it."""
    found: dict[str, dict[str, _Use]] = {}
    needles = sorted({name.lstrip(".") for name in names})
    for path, text in tree.sources(_ENDINGS, needles) if needles else ():
        if counts(path):
            sets_up = any(word in text for word in _SET_UP)
            for call in parse_mentions(text, names):
                known = found.setdefault(call.name, {})
                before = known.get(path)
                asked = sets_up and call.conditional and (before is None or before.asked)
                known[path] = _Use(asked, sets_up, text)
    return found
