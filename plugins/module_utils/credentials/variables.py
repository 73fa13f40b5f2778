# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is kept of the user's variables: what was generated once, and the first build's values."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from .entries import Credentials
from .generate import random_text

#: The whole value of a variable that is made once, of 10 characters or as many as it says.
AUTO_GENERATE = re.compile(r"AUTO_GENERATE(?:_([1-9][0-9]{0,3}))?")
LENGTH = 10
#: What begins like it, and would be a password that everybody knows.
MISSPELT = re.compile(r"AUTO_GENERATE\w*")

#: First part of the keys in the store: values that were made, and the manifest's variables at the first build.
GENERATED, INITIAL = "generated", "initial"
VALUE = "value"


def wanted_length(text: Any) -> int | None:
    """How long a value is to be made; None for a value that is none of these."""
    match = AUTO_GENERATE.fullmatch(text) if isinstance(text, str) else None
    return int(match[1] or LENGTH) if match else None


def is_misspelt(text: str) -> bool:
    """Whether a value asks for a random one and does not say of which length: ``AUTO_GENERATE_0``."""
    return bool(MISSPELT.fullmatch(text)) and not wanted_length(text)


def kept(stored: Mapping[str, Mapping[str, str]], kind: str) -> dict[str, str]:
    """The kept values of one kind, by variable, in the order of their names as the store has them."""
    return {
        key[len(kind) + 1 :]: entry[VALUE]
        for key, entry in sorted(stored.items())
        if key.startswith(f"{kind}/") and VALUE in entry
    }


def complete_variables(
    stored: Mapping[str, dict[str, str]], user: Mapping[str, Any], manifest: Mapping[str, str], *, first_build: bool
) -> tuple[Credentials, list[str]]:
    """The store with what the variables need of it, and the keys that are new, changed or gone.

    What was generated stays what it was. The manifest's variables are taken until a build has succeeded, and are then
    what they were.
    """
    after: Credentials = {name: dict(entry) for name, entry in stored.items()}
    if first_build:
        for name in kept(stored, INITIAL):
            del after[f"{INITIAL}/{name}"]
        after.update({f"{INITIAL}/{name}": {VALUE: text} for name, text in manifest.items()})
    for name, text in {**kept(after, INITIAL), **user}.items():
        length = wanted_length(text)
        if length:
            after.setdefault(f"{GENERATED}/{name}", {VALUE: random_text(length)})
    changed = [key for key in {**stored, **after} if stored.get(key) != after.get(key)]
    return after, changed


#: What happened to a variable of the manifest after the first deployment, and what is told of it.
_OTHERWISE, _NEW, _GONE = "set -> set otherwise", "none -> set", "set -> no longer declared"


def out_of_time(
    stored: Mapping[str, Mapping[str, str]], user: Mapping[str, Any], manifest: Mapping[str, str]
) -> dict[str, str]:
    """The manifest's variables that came, changed or went after the first deployment, by which they have no effect.

    What the user's own variables say as well is none of them. No value is told.
    """
    kept_ones = kept(stored, INITIAL)
    found = {}
    for name in {**kept_ones, **manifest}:
        if name not in user and kept_ones.get(name) != manifest.get(name):
            found[name] = _NEW if name not in kept_ones else _OTHERWISE if name in manifest else _GONE
    return found


def out_of_time_warning(found: Mapping[str, str]) -> str:
    """The same in one sentence."""
    return (
        "environment_variables of the manifest count until the first deployment, so that what was changed there since "
        f"has no effect: {', '.join(sorted(found))}; set it in maestro_variables"
    )


def out_of_time_changes(found: Mapping[str, str]) -> list[str]:
    """The same as what is pending is told, one a variable."""
    return [
        f"environment_variables of the manifest: {name} {what} (never: they count until the first deployment; "
        "set it in maestro_variables)"
        for name, what in sorted(found.items())
    ]
