# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every molecule scenario: check, converge, verify, idempotence and what else it lists, on real hosts."""

from __future__ import annotations

import pytest

from tests.molecule.runs import SCENARIOS, Runs


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_scenario(scenario: str, runs: Runs) -> None:
    runs.result(scenario)
