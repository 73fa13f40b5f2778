# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The variables of a manifest on the controller."""

from __future__ import annotations

from pathlib import Path

from ansible_collections.maestro.databases.plugins.module_utils.declaration.document import read_file
from ansible_collections.maestro.databases.plugins.module_utils.declaration.manifest import environment_variables


def manifest_variables(path: str | None, environment: str) -> dict[str, str]:
    """The variables of a manifest, as the plan reads it; none where there is none.

    Raises:
        ValueError: The file cannot be used; the text names it and holds no value of it.
    """
    if not path:
        return {}
    document, problems = read_file(str(Path(path).expanduser()), "maestro_manifest_file")
    if problems or document is None:
        raise ValueError("; ".join(map(str, problems)))
    return environment_variables(document.data, environment)
