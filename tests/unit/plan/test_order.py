# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The plan stays the same where what it is made from comes in another order, and order has no meaning."""

from __future__ import annotations

import random
from dataclasses import replace
from typing import Any

import pytest
import yaml

from tests.unit.plan.world import Group, Plan, plan, problems, recorded

ENGINES = ("mysql", "postgresql", "mongodb", "redis", "elasticsearch", "rabbitmq", "influxdb")
NAMES = ("main", "spare", "Archive", "blue_sky", "x")
SEEDS = range(60)


def some_groups(dice: random.Random) -> list[dict[str, Any]]:
    """Groups of several engines, of which one an engine is marked."""
    found: list[dict[str, Any]] = []
    for engine in dice.sample(ENGINES, dice.randint(1, 4)):
        names = dice.sample(NAMES, dice.randint(1, 3))
        hosts = dice.sample(["db1", "db2", "db3", "db4", "db5"], len(names))
        for name, host in zip(names, hosts, strict=True):
            group: dict[str, Any] = {"engine": engine, "group": name, "primary": name == names[0]}
            group |= dice.choice([{"hosts": host}, {"hosts": [host]}, {"address": "db.example.com"}])
            group |= dice.choice([{}, {"port": 7000 + len(found)}, {"version": "9"}, {"settings": {"b": 1, "a": 2}}])
            found.append(group)
    return found


def shuffled(dice: random.Random, value: Any) -> Any:
    """The same mappings with their keys in another order, at all depths."""
    if isinstance(value, dict):
        return {key: shuffled(dice, value[key]) for key in dice.sample(list(value), len(value))}
    if isinstance(value, list):
        return [shuffled(dice, item) for item in value]
    return value


def ordered(found: Plan) -> list[Group]:
    """Groups by name: their own order is that of the declaration."""
    groups = [replace(group, clients=tuple(sorted(group.clients))) for group in found.groups]
    return sorted(groups, key=lambda group: (group.engine, group.group))


@pytest.mark.parametrize("seed", SEEDS)
def test_entries_and_their_keys(seed: int) -> None:
    dice = random.Random(seed)
    databases = some_groups(dice)
    other = shuffled(dice, dice.sample(databases, len(databases)))
    assert ordered(plan(other)) == ordered(plan(databases))


@pytest.mark.parametrize("seed", SEEDS)
def test_what_was_recorded_and_allowed(seed: int) -> None:
    dice = random.Random(seed)
    databases = [{**group, "primary": False} for group in some_groups(dice) if "address" not in group]
    before = [recorded(one["engine"], one["group"], primary=bool(index % 2)) for index, one in enumerate(databases)]
    first = {one.engine: one for one in reversed(before) if one.primary}
    before = [replace(one, primary=first.get(one.engine) is one, version="9") for one in before]
    sources = ["198.51.100.7", "203.0.113.0/24", "2001:db8::/32"]
    one = plan(databases, recorded=before, allowed_sources=sources)
    other = plan(databases, recorded=before[::-1], allowed_sources=dice.sample(sources, 3))
    assert ordered(other) == ordered(one)
    assert sorted(change.text for change in other.pending) == sorted(change.text for change in one.pending)


@pytest.mark.parametrize("seed", SEEDS)
def test_a_manifest(seed: int) -> None:
    dice = random.Random(seed)
    manifest: dict[str, Any] = {}
    for group in some_groups(dice):
        host = group.get("hosts", "db6")
        server = {
            "unique_name": f"{group['engine']}-{group['group']}",
            "same_as": host if isinstance(host, str) else host[0],
        }
        entry = {"configuration": {"version": group.get("version", "1")}, "servers": [{"server": server}]}
        entry |= {"primary": True} if group["primary"] else {}
        manifest.setdefault(group["engine"], {"groups": {}})["groups"][group["group"]] = entry
    # Groups without hosts of their own would meet on one.
    for component in manifest.values():
        seen: set[str] = set()
        for name, entry in list(component["groups"].items()):
            host = entry["servers"][0]["server"]["same_as"]
            if host in seen and not entry.get("primary"):
                del component["groups"][name]
            seen.add(host)
    texts = [
        yaml.safe_dump(one, sort_keys=False, default_flow_style=flow)
        for one, flow in (
            (manifest, False),
            (shuffled(dice, manifest), True),
            ({"production": shuffled(dice, manifest)}, False),
        )
    ]
    wanted, *others = [ordered(plan(manifest=text)) for text in texts]
    assert wanted
    assert others == [wanted, wanted]


@pytest.mark.parametrize("seed", SEEDS)
def test_the_keys_of_a_faulty_declaration(seed: int) -> None:
    dice = random.Random(seed)
    databases = some_groups(dice)
    slips = [{}, {"prot": 1}, {"group": "a b"}, {"hosts": "nobody"}, {"version": []}, {"flavour": "x"}]
    databases = [{**group, **dice.choice(slips)} for group in databases]
    databases.append({"engine": "mysqll"})
    assert sorted(problems(shuffled(dice, databases))) == sorted(problems(databases))
