# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every molecule scenario: check, converge, verify, idempotence and what else it lists, on real hosts."""

from __future__ import annotations

import pytest

from tests.checkout import ROOT, environment, must_pass

SCENARIOS = sorted(path.parent.name for path in (ROOT / "extensions/molecule").glob("*/molecule.yml"))


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_scenario(scenario: str) -> None:
    must_pass(
        ["molecule", "test", "--scenario-name", scenario],
        # Molecule folds its output at the width of a terminal that is not there.
        env=environment({"COLUMNS": "160"}),
        timeout=1500,
        tail=150,
    )
