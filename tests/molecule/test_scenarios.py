# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every molecule scenario: check, converge, verify, idempotence and what else it lists, on real hosts.

Two at a time: each has a lab of its own, and most of a scenario is waiting for packages.
"""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor

import pytest

from tests.checkout import ROOT, environment, must_pass

SCENARIOS = sorted(path.parent.name for path in (ROOT / "extensions/molecule").glob("*/molecule.yml"))
AT_ONCE = 2


@pytest.fixture(scope="module")
def runs(request: pytest.FixtureRequest) -> Iterator[dict[str, Future[str]]]:
    """The runs of all scenarios that were selected, started in their order."""
    chosen = [item.callspec.params["scenario"] for item in request.session.items if _of_this_module(item)]
    with ThreadPoolExecutor(AT_ONCE) as pool:
        yield {scenario: pool.submit(_run, scenario) for scenario in chosen}
        pool.shutdown(cancel_futures=True)


def _of_this_module(item: pytest.Item) -> bool:
    return getattr(getattr(item, "module", None), "__name__", "") == __name__


def _run(scenario: str) -> str:
    return must_pass(
        ["molecule", "test", "--scenario-name", scenario],
        # Molecule folds its output at the width of a terminal that is not there.
        env=environment({"COLUMNS": "160"}),
        timeout=1500,
        tail=150,
    )


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_scenario(scenario: str, runs: dict[str, Future[str]]) -> None:
    runs[scenario].result()
