# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The README says what was tested, no more and no less. Needs the records of every scenario, which run before it."""

from __future__ import annotations

import yaml

from tests.checkout import ROOT
from tests.molecule import tested


def test_every_scenario_recorded_what_it_tested() -> None:
    """One record a database host of each scenario; those of roles beside the engines have none."""
    hosts = {
        f"{path.parent.name}-{host}.json"
        for path in (ROOT / "extensions/molecule").glob("*/hosts.yml")
        for host in yaml.safe_load(path.read_text())["all"].get("children", {}).get("database", {}).get("hosts", ())
    }
    assert len(hosts) > 20
    assert {path.name for path in tested.RECORDS.glob("*.json")} >= hosts


def test_the_readme_has_the_table_of_them() -> None:
    assert tested.lasting(tested.SECTION.read()) == tested.lasting(tested.table(tested.records())), (
        "run python -m tests.molecule.tested"
    )
