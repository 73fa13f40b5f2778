# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Fixtures for tests with real hosts: `lab` brings them up for a file of tests, and takes them down at its end."""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Callable, Iterator

import pytest
from xdist.remote import Producer

from tests import workers
from tests.checkout import ROOT
from tests.hosts import LAB, Lab, bring_up, lab_command

LabFactory = Callable[..., Lab]
PREPARATION = pytest.StashKey[subprocess.Popen[bytes]]()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--keep-lab", action="store_true", help="leave the lab's hosts running at the end")


def pytest_configure(config: pytest.Config) -> None:
    if own := workers.worker(config):
        workers.name_lab(own)


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> workers.ByFile:
    config.option.loadscopereorder = False
    return workers.ByFile(config, log)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if workers.worker(config):
        items[:] = workers.longest_first(items, ROOT)


def pytest_collection_finish(session: pytest.Session) -> None:
    """In a run of everything, let the lab be built while the gates run; whoever needs a part earlier waits for it."""
    folders = {item.path.relative_to(ROOT).parts[1] for item in session.items}
    first = workers.worker(session.config) in (None, "gw0")
    if first and {"gates", "integration"} <= folders and not session.config.option.collectonly:
        session.config.stash[PREPARATION] = subprocess.Popen(
            ["nice", *LAB, "prepare"],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )


def pytest_unconfigure(config: pytest.Config) -> None:
    """End what is still being built: the next run goes on from there."""
    preparation = config.stash.get(PREPARATION, None)
    if preparation and preparation.poll() is None:
        os.killpg(preparation.pid, signal.SIGTERM)
        preparation.wait()


@pytest.fixture(scope="module")
def lab(request: pytest.FixtureRequest) -> Iterator[LabFactory]:
    """`lab("db1", "db2:trixie")` returns a Lab with these hosts.

    A host is made anew at its first use in a file of tests and shared between its tests after that; `fresh=True` makes
    the named ones anew once more. `kubernetes=True` brings the lab's Kubernetes API up, too. All are hosts of one lab,
    whose name is that of MAESTRO_TEST_LAB, or "test". It ends with the file: no test depends on what ran before, and no
    server runs on that nobody asks for any more.
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
