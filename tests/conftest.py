# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Fixtures for tests with real hosts: `lab` brings them up, once a run of pytest, and takes them down at its end."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator

import pytest

from tests.hosts import Lab, bring_up, lab_command

LabFactory = Callable[..., Lab]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--keep-lab", action="store_true", help="leave the lab's hosts running at the end")


@pytest.fixture(scope="session")
def lab(request: pytest.FixtureRequest) -> Iterator[LabFactory]:
    """`lab("db1", "db2:trixie")` returns a Lab with these hosts.

    A host is made anew at its first use in a run of pytest and shared between tests after that; `fresh=True` makes the
    named ones anew once more. `kubernetes=True` brings the lab's Kubernetes API up, too. All are hosts of one lab,
    whose name is that of MAESTRO_TEST_LAB, or "test".
    """
    name = os.environ.get("MAESTRO_TEST_LAB", "test")
    known: dict[str, str] = {}

    def up(*hosts: str, fresh: bool = False, kubernetes: bool = False) -> Lab:
        if not known:
            # What a killed run left behind would stand in the inventory.
            lab_command("--name", name, "down")
        wanted = {host.partition(":")[0]: host for host in hosts}
        anew = [host for host, spec in wanted.items() if fresh or known.get(host) != spec]
        brought = bring_up(name, hosts, anew, kubernetes)
        known.update(wanted)
        return brought

    yield up
    if known and not request.config.getoption("--keep-lab"):
        lab_command("--name", name, "down")
