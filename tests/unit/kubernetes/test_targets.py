# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One place or several to publish in."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.maestro.databases.plugins.module_utils.declaration.problem import ProblemsError
from ansible_collections.maestro.databases.plugins.module_utils.kubernetes.targets import place_of, read_targets

ONE = {"kubeconfig": "~/.kube/config", "namespace": "shop"}


@pytest.mark.parametrize(
    ("raw", "found"),
    [
        (ONE, [ONE]),
        ({}, [{}]),
        ([ONE, {**ONE, "context": "east"}], [ONE, {**ONE, "context": "east"}]),
        ([ONE, {"manifest": "a.yml"}, {"manifest": "b.yml"}], [ONE, {"manifest": "a.yml"}, {"manifest": "b.yml"}]),
    ],
)
def test_a_mapping_is_one_target_and_a_list_several(raw: Any, found: list[Any]) -> None:
    assert read_targets(raw) == found


@pytest.mark.parametrize(
    ("target", "told"),
    [
        ({}, "namespace shop-production"),
        ({"namespace": "blog", "prune": False}, "namespace blog"),
        (
            {"context": "east", "kubeconfig": "~/.kube/config"},
            "namespace shop-production, context east, kubeconfig config",
        ),
        ({"manifest": "build/shop.yml"}, "file build/shop.yml"),
    ],
)
def test_how_a_target_is_told(target: dict[str, Any], told: str) -> None:
    assert place_of(target, "shop-production") == told


def test_everything_wrong_is_told_with_its_place_and_the_mend() -> None:
    with pytest.raises(ProblemsError) as raised:
        read_targets([ONE, "shop", {"contxt": "east"}, {"adopt": "yes", "timeout": True}, dict(ONE)])
    differ = "let them differ in context, namespace or file, or keep one"
    assert [str(problem) for problem in raised.value.problems] == [
        "maestro_kubernetes[1]: is no mapping; write it as {kubeconfig: FILE, namespace: NAME}",
        "maestro_kubernetes[2].contxt: is not known; did you mean 'context'?",
        "maestro_kubernetes[3].adopt: is not true or false; correct it",
        "maestro_kubernetes[3].timeout: is not a number; correct it",
        f"maestro_kubernetes[3]: is the same place as maestro_kubernetes[2]; {differ}",
        f"maestro_kubernetes[4]: is the same place as maestro_kubernetes[0]; {differ}",
    ]


def test_a_single_mapping_has_no_number_and_an_empty_list_says_nothing() -> None:
    with pytest.raises(ProblemsError, match=r"maestro_kubernetes\.namspace: is not known; did you mean 'namespace'"):
        read_targets({"namspace": "shop"})
    with pytest.raises(ProblemsError, match="leave it out where there is no cluster"):
        read_targets([])
