# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The selected scenarios start at once: other tests leave a good part of the machine unused."""

from __future__ import annotations

import pytest

from tests.molecule.runs import Runs

_RUNS = pytest.StashKey[Runs]()


def pytest_collection_finish(session: pytest.Session) -> None:
    chosen = [item.callspec.params["scenario"] for item in session.items if "runs" in getattr(item, "fixturenames", ())]
    if chosen and not session.config.option.collectonly:
        session.config.stash[_RUNS] = Runs(chosen)


def pytest_unconfigure(config: pytest.Config) -> None:
    if runs := config.stash.get(_RUNS, None):
        runs.stop()


@pytest.fixture
def runs(pytestconfig: pytest.Config) -> Runs:
    """The runs of all scenarios that were selected."""
    return pytestconfig.stash[_RUNS]
