# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The Kubernetes API that several files of tests share."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from tests.integration.cluster import Cluster, running_cluster


@pytest.fixture(scope="session")
def cluster(record_testsuite_property: Callable[[str, object], None]) -> Iterator[Cluster]:
    with running_cluster("kubernetes") as running:
        # Which version it was is told by the server and kept with the results.
        record_testsuite_property("kubernetes", running.request("GET", "/version")["gitVersion"].removeprefix("v"))
        yield running
