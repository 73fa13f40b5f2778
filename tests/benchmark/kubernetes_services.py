# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How long publishing ten database groups takes, next to `kubectl apply --server-side` of the same objects.

Every figure is the median of a few runs in one sitting, so that the ratios hold on a machine that is busy, too.
Ends with code 1 over budget: the first call takes at most 1.5 s without Ansible's own start, and the requests of a call
that changes nothing at most 0.5 s.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from tests.integration.cluster import Cluster, Namespace, group, play, running_cluster
from tests.lab.cluster import assets

RUNS = 3
COLD_SECONDS, API_SECONDS = 1.5, 0.5

GROUPS = [group(f"mysql-g{index}", f"192.0.2.{index}") for index in range(1, 11)]


def main() -> int:
    """Print the figures; return 1 over budget."""
    with running_cluster("benchmark") as cluster, tempfile.TemporaryDirectory() as folder:
        return measure(cluster, Path(folder))


def measure(cluster: Cluster, folder: Path) -> int:
    """Run everything against one cluster."""
    api: list[float] = []
    ours: dict[str, list[float]] = {"first": [], "again": []}
    theirs: dict[str, list[float]] = {"first": [], "again": []}
    start = statistics.median(timed(lambda: play([{"ansible.builtin.meta": "noop"}])) for _run in range(RUNS))
    manifest = folder / "objects.yml"
    cluster.namespace().publish(*GROUPS, manifest=str(manifest), manifest_secrets=True)
    for _run in range(RUNS):
        namespace = cluster.namespace(make=True)
        ours["first"].append(timed(lambda here=namespace: here.publish(*GROUPS)))
        ours["again"].append(timed(lambda here=namespace: api.append(unchanged_seconds(here))))
        other = cluster.namespace(make=True)
        for what in ("first", "again"):
            theirs[what].append(timed(lambda here=other: kubectl_apply(here, manifest)))
    first, again = (statistics.median(ours[what]) - start for what in ("first", "again"))
    requests = statistics.median(api)
    print(f"Ansible alone, no task                    {start:6.2f} s")
    for what, seconds in (("first", first), ("again, nothing changed", again)):
        kubectl = statistics.median(theirs[what.partition(",")[0]])
        words = f"ten groups, {what}"
        print(f"{words:40} {seconds:6.2f} s   by kubectl apply {kubectl:.2f} s   ratio {seconds / kubectl:.2f}")
    print(f"requests of that                         {requests:6.3f} s")
    missed = [f"{words} {limit} s" for words, took, limit in budget(first, requests) if took > limit]
    print(f"over budget: {', '.join(missed)}" if missed else "within budget")
    return 1 if missed else 0


def budget(first: float, requests: float) -> tuple[tuple[str, float, float], ...]:
    """What was promised: words, seconds that it took, seconds that it may take."""
    return (("the first call", first, COLD_SECONDS), ("the requests", requests, API_SECONDS))


def unchanged_seconds(namespace: Namespace) -> float:
    """Publishes again and returns how long the requests took."""
    result = namespace.publish(*GROUPS)
    if result["changed"]:
        sys.exit("a second run changed something")
    return float(result["api"]["seconds"])


def kubectl_apply(namespace: Namespace, manifest: Path) -> None:
    """The same objects, by kubectl."""
    program = str(assets.kubectl())
    kubeconfig = f"--kubeconfig={namespace.cluster.kubeconfig}"
    words = [program, kubeconfig, "-n", namespace.name, "apply", "--server-side", "-f", str(manifest)]
    subprocess.run(words, check=True, capture_output=True, text=True)


def timed(work: Callable[[], object]) -> float:
    """Seconds that something takes."""
    began = time.monotonic()
    work()
    return time.monotonic() - began


if __name__ == "__main__":
    sys.exit(main())
