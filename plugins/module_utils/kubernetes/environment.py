# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The environment of an application as one text, so that on the way no short value hides parts of messages."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence

from ..connections.address_fields import Variable
from ..connections.env_file import NAME, UnwritableError
from ..connections.shell import IMPOSSIBLE
from ..problem import Problem
from .objects import Owner, Published, binding_name, environment_name

_PLACE = "pod_environment"


def written(variables: Iterable[Variable]) -> str:
    """The text; empty where there is no variable.

    Raises:
        UnwritableError: With every variable whose value no container can have. Holds no value.
    """
    content = {variable.name: variable.value for variable in variables}
    refused = [name for name, value in content.items() if IMPOSSIBLE.search(value)]
    if refused:
        raise UnwritableError(f"{', '.join(refused)}: holds a character that no environment can hold")
    return json.dumps(content) if content else ""


def read_environment(text: str, owner: Owner, services: Sequence[Published]) -> tuple[dict[str, str], list[Problem]]:
    """The variables of such a text, and what is wrong with it. Messages name keys only."""
    if not text:
        return {}, []
    try:
        content = json.loads(text)
    except ValueError:
        content = None
    if not isinstance(content, dict) or not all(isinstance(value, str) for value in content.values()):
        mend = "write it with the lookup maestro.databases.pod_environment"
        return {}, [Problem(_PLACE, "is no JSON object of texts", mend)]
    problems = [
        Problem(_PLACE, f"a container cannot have the variable '{key}'", "use letters, digits and '_', no digit first")
        for key in content
        if not NAME.fullmatch(key)
    ]
    name = environment_name(owner)
    problems += [
        Problem(
            f"database group {service.engine}/{service.group}",
            f"the Secret name {name} is that of the application's environment, too",
            "rename the group, or do without pod_environment",
        )
        for service in services
        if name in {service.name, binding_name(service.name) if service.binding else ""}
    ]
    return content, problems
