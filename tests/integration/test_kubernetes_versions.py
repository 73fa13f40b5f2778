# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The README says on which versions of Kubernetes the tests ran, no more and no less."""

from __future__ import annotations

from tests.integration.kubernetes_versions import SECTION, parts, records, table
from tests.lab.cluster import versions


def test_the_readme_has_the_table_of_the_records() -> None:
    assert SECTION.read() == table(records()), "run python -m tests.integration.kubernetes_versions"


def test_three_releases_are_recorded_and_the_one_that_every_run_tests_is_among_them() -> None:
    assert len({parts(version)[:2] for version in records()}) >= 3
    assert versions.own().removeprefix("v") in records()
