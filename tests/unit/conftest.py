# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What holds for every unit test."""

from __future__ import annotations

import pytest

from ansible_collections.maestro.databases.plugins.module_utils.hosts.command import Runner


@pytest.fixture(autouse=True)
def nobody_starts_programs(monkeypatch: pytest.MonkeyPatch) -> None:
    """None inherits from a test before it the module that starts programs."""
    monkeypatch.setattr(Runner, "run_command", None)
