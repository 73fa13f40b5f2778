# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Libraries that reading needs. All come with ansible-core; a Python without them gets words instead of a traceback."""

from __future__ import annotations

import importlib
from typing import Any

#: Module to what the user has to install.
NEEDED = {"yaml": "PyYAML", "packaging.requirements": "packaging", "tomllib": "Python 3.11 or newer"}


def _load(name: str) -> Any:
    try:
        return importlib.import_module(name)
    except ImportError:
        return None


yaml = _load("yaml")
pep508 = _load("packaging.requirements")
tomllib = _load("tomllib")


def missing() -> list[str]:
    """What is missing, as the user has to install it."""
    return [what for name, what in NEEDED.items() if _load(name) is None]
