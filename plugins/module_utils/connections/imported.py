# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The environment variables of a manifest as maestro_variables, without a value that may be a secret."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from ..credentials.variables import wanted_length
from ..declaration.model import DEFAULT_GROUP, EXTERNAL
from ..declaration.names import variable_part
from ..engines import ENGINES
from .references import Reference, parse

_FIELDS = r"(USERNAME|PASSWORD|DATABASE|PORT|((SLAVE_)?ADDRESS(ES)?|URL)(_INT|_EXT)?)"
_OWN = re.compile(r"SERVER_NAME|WEB_ADDRESS(ES)?(_INT|_EXT)?")


def as_user_variables(
    variables: Mapping[str, str], databases: Iterable[Mapping[str, Any]], name: str
) -> tuple[dict[str, str], list[str]]:
    """What of a manifest's variables can be shown, and what to say of the others.

    Args:
        variables: Those of the manifest.
        databases: Its groups, as entries of ``maestro_databases``.
        name: The file, for messages.
    """
    generated = [_OWN, *(_generated(one) for one in databases if one.get("deployment") != EXTERNAL)]
    ours = [key for key in variables if any(pattern.fullmatch(key) for pattern in generated)]
    shown = {key: text for key, value in variables.items() if key not in ours and (text := _plain(value)) is not None}
    hidden = [key for key in variables if key not in ours and key not in shown]
    told = []
    if hidden:
        told.append(
            f"{name}: environment_variables {', '.join(hidden)} may hold secrets and are not shown; write them into "
            "maestro_variables, too, where they count at every deployment"
        )
    if ours:
        told.append(f"{name}: environment_variables {', '.join(ours)} are generated, so they are left out")
    return shown, told


def _generated(entry: Mapping[str, Any]) -> re.Pattern[str]:
    """The variables of a group, under its own prefix and under that of the root variables."""
    group = re.escape(variable_part(str(entry.get("group") or DEFAULT_GROUP)))
    return re.compile(rf"{ENGINES[entry['engine']].prefix}(_{group})?_{_FIELDS}")


def _plain(value: str) -> str | None:
    """A value that is no secret, in a spelling that Ansible takes for no template; None for any other."""
    if wanted_length(value):
        return value
    try:
        parts = parse(value)
    except ValueError:
        return None
    references = [part for part in parts if isinstance(part, Reference) and part.default is None]
    return "".join(f"_env({part})" for part in references) if len(references) == len(parts) else None
