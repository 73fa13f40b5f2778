# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The variables of a manifest on the controller."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import yaml

from ansible_collections.maestro.databases.plugins.module_utils.declaration.manifest import environment_variables


def manifest_variables(path: str | None, environment: str) -> dict[str, str]:
    """The variables of a manifest; none where there is none.

    Raises:
        ValueError: The file cannot be used; the text names it and holds nothing of it.
        OSError: It cannot be read.
    """
    if not path:
        return {}
    try:
        data = yaml.safe_load(Path(path).expanduser().read_text(encoding="utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError):
        # The parser's text could show a line with a secret.
        raise ValueError(f"{path}: is no YAML; correct it") from None
    return environment_variables(data, environment) if isinstance(data, Mapping) else {}
