# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Settings for one profile of a JVM application, and those that only show how one installation is set up."""

from __future__ import annotations

import itertools
import posixpath
import re
from collections.abc import Sequence
from dataclasses import dataclass

from ..formats.settings import Leaf
from ..model import LIVE
from ..scope import words

SPRING_NAME = re.compile(r"(application|bootstrap)(?:[-_.]([\w.+-]+?))?\.(?:ya?ml|properties|conf)")
#: Those, and folders, that are about one way to run it.
_CONTAINERS = frozenset("docker container containers compose".split())
#: Folders with one folder inside for each profile, as words of their names.
_PROFILE_FOLDERS = frozenset(["profiles", "environments", "env", "envs"])


@dataclass
class Part:
    """Settings for one profile; an empty profile is for all."""

    path: str
    profile: str
    leaves: list[Leaf]
    #: True for a file with a name or keys that a framework reads by itself.
    own: bool
    scope: str = LIVE
    choice: bool = False
    #: True beside settings that Spring reads, where it does not read this file by itself and they do not name it.
    aside: bool = False


def folder_profile(path: str) -> str:
    """The folder that stands for a profile: `profiles/prod/database.properties`, `resources-env/prod/data.yml`."""
    parts = path.lower().split("/")[:-1]
    return next((inner for outer, inner in itertools.pairwise(parts) if words(outer) & _PROFILE_FOLDERS), "")


def take_in(parts: Sequence[Part]) -> None:
    """Gives files that the settings themselves import the profile of their folder: their name then tells of none."""
    imported: dict[str, list[str]] = {}
    for part in parts:
        for leaf in part.leaves if not part.profile else ():
            if leaf.key.partition("[")[0] == "spring.config.import":
                names = imported.setdefault(_module(part.path), [])
                names += [posixpath.basename(name.strip().rpartition(":")[2]) for name in leaf.value.split(",")]
    for part in parts:
        name = posixpath.basename(part.path)
        named = SPRING_NAME.fullmatch(name.lower())
        if named and part.profile == named.group(2) and name in imported.get(_module(part.path), ()):
            part.profile = folder_profile(part.path)


def _module(path: str) -> str:
    """The folder of the module that a file of settings belongs to."""
    above, source, _rest = f"/{path}".partition("/src/")
    return above if source else f"/{posixpath.dirname(path)}"


def set_aside(parts: Sequence[Part]) -> None:
    """Marks lists of what can be set, which lie beside the settings themselves."""
    read: dict[str, set[str]] = {}
    for part in parts:
        if SPRING_NAME.fullmatch(posixpath.basename(part.path).lower()):
            values = read.setdefault(posixpath.dirname(part.path), set())
            values.update(leaf.value for leaf in part.leaves if leaf.key.startswith("spring.config."))
    for part in parts:
        folder, name = posixpath.split(part.path)
        part.aside = (
            part.own
            and not part.profile
            and name.endswith((".yml", ".yaml"))
            and folder in read
            and not SPRING_NAME.fullmatch(name.lower())
            and not any(name in value for value in read[folder])
        )


def of_container(part: Part) -> bool:
    """True for settings of a container: for a profile of it that is not on by itself, or in a folder for it."""
    folders = {word for name in part.path.lower().split("/")[:-1] for word in words(name)}
    return bool(words(part.profile) & _CONTAINERS or folders & _CONTAINERS)
