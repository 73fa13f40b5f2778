# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Tests on several workers, since one leaves half of a machine unused: who gets what, when, and with which lab."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

import pytest
from xdist.scheduler import LoadScopeScheduling

SCENARIOS = "tests/molecule/"


class ByFile(LoadScopeScheduling):
    """A file's tests stay together and in their order; so do all scenarios, for the table that is made from them."""

    def _split_scope(self, nodeid: str) -> str:
        return SCENARIOS if nodeid.startswith(SCENARIOS) else nodeid.partition("::")[0]


def worker(config: pytest.Config) -> str | None:
    """The name of this worker; None in a run that has none."""
    given = getattr(config, "workerinput", None)
    return given["workerid"] if given else None


def name_lab(own: str) -> None:
    """Give this worker a lab of its own: hosts of one name would be taken from under another's feet."""
    os.environ["MAESTRO_TEST_LAB"] = f"{os.environ.get('MAESTRO_TEST_LAB', 'test')}-{own}"


def longest_first(items: Sequence[pytest.Item], root: Path) -> list[pytest.Item]:
    """Scenarios, then the quick folders, then long files before short ones: so all workers end at about one time."""
    sizes = {path: path.stat().st_size for path in {item.path for item in items}}

    def key(item: pytest.Item) -> tuple[int, int]:
        place = item.path.relative_to(root).as_posix()
        if place.startswith(SCENARIOS):
            return 0, 0
        return (2, -sizes[item.path]) if place.startswith("tests/integration/") else (1, 0)

    return sorted(items, key=key)
