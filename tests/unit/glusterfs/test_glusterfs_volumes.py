# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Members and volumes: from what the server says to the commands that are needed."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.maestro.databases.plugins.module_utils.glusterfs.cli import (
    Volume,
    parse_peers,
    parse_volumes,
)
from ansible_collections.maestro.databases.plugins.module_utils.glusterfs.volumes import (
    Decision,
    Wanted,
    decide,
    patterns,
    read,
    stop,
)
from ansible_collections.maestro.databases.plugins.module_utils.hosts.problem import HostError

A, B, C, D = (f"192.0.2.{number}" for number in (11, 12, 13, 14))
GIVEN: dict[str, Any] = {
    "members": [A, B],
    "replica_count": 2,
    "volumes": ["data-store"],
    "brick_directory": "/srv/glusterfs",
    "allowed_sources": ["192.0.2.1"],
    "settings": {},
}
PATH = "/srv/glusterfs/data-store/brick"
ALLOW = {"auth.allow": f"192.0.2.1,{A},{B}"}
THERE = Volume("data-store", 2, True, (f"{A}:{PATH}", f"{B}:{PATH}"), {**ALLOW, "nfs.disable": "on"})


def wanted(**more: Any) -> Wanted:
    found, problems = read({**GIVEN, **more})
    assert problems == []
    return found


def decided(volume: Volume = THERE, **more: Any) -> Decision:
    return decide(wanted(**more), {B: "", C: "", D: ""}, {volume.name: volume})


def states(decision: Decision) -> list[tuple[str, str, str]]:
    return [(step.kind, step.name, step.state) for step in decision.plan.steps]


def test_a_new_cluster() -> None:
    decision = decide(wanted(settings={"storage.owner-uid": 1000, "performance.io-cache": False}), {}, {})
    assert decision.plan.work == [
        ("peer", "probe", B),
        ("volume", "create", "data-store", "replica", "2", f"{A}:{PATH}", f"{B}:{PATH}", "force"),
        (
            *("volume", "set", "data-store", "storage.owner-uid", "1000", "performance.io-cache", "off"),
            *("auth.allow", f"192.0.2.1,{A},{B}"),
        ),
        ("volume", "start", "data-store"),
    ]


def test_one_copy_is_a_volume_without_the_word() -> None:
    decision = decide(wanted(members=[A], replica_count=1), {}, {})
    assert decision.plan.work[0] == ("volume", "create", "data-store", f"{A}:{PATH}", "force")


def test_what_is_there_stays_as_it_is() -> None:
    decision = decided()
    assert states(decision) == [("peer", B, "unchanged"), ("volume", "data-store", "unchanged")]
    assert (decision.plan.work, decision.notes, decision.problems) == ([], [], [])


def test_options_that_differ_and_a_volume_that_is_down() -> None:
    down = Volume(THERE.name, 2, False, THERE.bricks, {"auth.allow": "*"})
    decision = decided(down)
    assert decision.plan.steps[-1].changes == (f"auth.allow * → 192.0.2.1,{A},{B}", "started")
    assert decision.plan.work == [
        ("volume", "set", "data-store", "auth.allow", f"192.0.2.1,{A},{B}"),
        ("volume", "start", "data-store"),
    ]


def test_new_members_extend_a_volume() -> None:
    decision = decided(members=[A, B, C, D])
    assert [words[:2] for words in decision.plan.work] == [
        ("volume", "add-brick"),
        ("volume", "set"),
        ("volume", "rebalance"),
    ]
    assert decision.plan.work[0] == ("volume", "add-brick", "data-store", f"{C}:{PATH}", f"{D}:{PATH}", "force")


def test_a_volume_without_its_name_stays_and_is_told() -> None:
    decision = decided(volumes=["other"])
    assert decision.notes == ["volume data-store is not named any more: it stays as it is, with its data"]
    assert not any("data-store" in words for words in decision.plan.work)


def test_members_that_are_not_named_any_more_keep_their_bricks() -> None:
    four = Volume("data-store", 2, True, tuple(f"{one}:{PATH}" for one in (A, B, C, D)), ALLOW)
    decision = decided(four)
    assert decision.plan.work == []
    assert decision.notes == [
        f"volume data-store keeps its bricks on servers that are not named any more: {C}:{PATH} {D}:{PATH}"
    ]


def test_members_in_trouble_are_told() -> None:
    decision = decide(wanted(), {B: "does not answer"}, {"data-store": THERE})
    assert decision.notes == [f"member {B} does not answer"]


@pytest.mark.parametrize(
    ("more", "volume", "text"),
    [
        (
            {"replica_count": 1},
            THERE,
            (
                "volume data-store: keeps 2 copies and replica_count is 1; that stays as the volume was made; "
                "leave it at 2, or make a new volume and copy the data"
            ),
        ),
        (
            {},
            Volume("data-store", 2, True, (f"{C}:/x", f"{D}:/x")),
            (
                f"volume data-store: has other bricks: {C}:/x {D}:/x; "
                "name another volume, or the members and the brick directory that it has"
            ),
        ),
        (
            {"members": [A, C]},
            THERE,
            (
                f"volume data-store: would get a set that is not whole: {C}:{PATH}; "
                "add members in multiples of 2; for a lost one see gluster volume replace-brick"
            ),
        ),
    ],
)
def test_refusals(more: dict[str, Any], volume: Volume, text: str) -> None:
    assert [str(problem) for problem in decided(volume, **more).problems] == [text]


def test_all_mistakes_come_at_once() -> None:
    _wanted, problems = read(
        {
            **GIVEN,
            "members": [A, B, C],
            "volumes": ["all", "a b"],
            "settings": {"auth.reject": "*", "group": "virt"},
            "allowed_sources": ["web1"],
        }
    )
    assert [f"{problem.place}: {problem.what}" for problem in problems][:-1] == [
        "replica_count: 2 copies on 3 members make no whole sets",
        "volumes: 'all' is no name of a volume",
        "volumes: 'a b' is no name of a volume",
        "settings: auth.reject: not here",
        "settings: 'group' is no option of a volume",
    ]
    assert "'web1'" in str(problems[-1])


def test_what_runs_is_stopped_with_its_server() -> None:
    idle = Volume("idle", 1, False, (f"{A}:/x",))
    decision = stop({"data-store": THERE, "idle": idle})
    assert decision.plan.work == [("volume", "stop", "data-store", "force")]
    assert [(step.name, step.state, step.changes) for step in decision.plan.steps] == [
        ("data-store", "changed", ("stopped",)),
        ("idle", "unchanged", ()),
    ]


@pytest.mark.parametrize(
    ("allowed", "told"),
    [
        (["192.0.2.9", "192.0.2.1", "192.0.2.9"], ["192.0.2.1", "192.0.2.9"]),
        # GlusterFS would take neighbours for the wrong network, were they merged to one.
        (["192.0.2.12", "192.0.2.13"], ["192.0.2.12", "192.0.2.13"]),
        (["10.0.0.0/8", "198.51.100.0/24"], ["10.*", "198.51.100.*"]),
        (["198.51.100.0/31", "172.16.0.0/15"], ["172.16.*", "172.17.*", "198.51.100.0", "198.51.100.1"]),
        (["0.0.0.0/0", "2001:db8::/32"], ["*"]),
    ],
)
def test_networks_as_auth_allow_takes_them(allowed: list[str], told: list[str]) -> None:
    assert patterns(allowed) == told


VOLUMES = """<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<cliOutput><opRet>0</opRet><opErrno>0</opErrno><opErrstr/><volInfo><volumes><volume>
<name>data-store</name><id>de5c98f5-85dd-4fd4-88d3-fbbe3c9b9d2d</id><status>1</status><statusStr>Started</statusStr>
<brickCount>2</brickCount><distCount>1</distCount><replicaCount>2</replicaCount><type>2</type>
<bricks>
<brick uuid="b3f5">192.0.2.11:/srv/glusterfs/data-store/brick<name>192.0.2.11:/srv/glusterfs/data-store/brick</name>
<hostUuid>b3f5</hostUuid><isArbiter>0</isArbiter></brick>
<brick uuid="2979">192.0.2.12:/srv/glusterfs/data-store/brick<name>192.0.2.12:/srv/glusterfs/data-store/brick</name>
<hostUuid>2979</hostUuid><isArbiter>0</isArbiter></brick>
</bricks><optCount>2</optCount><options>
<option><name>auth.allow</name><value>192.0.2.1,192.0.2.11,192.0.2.12</value></option>
<option><name>nfs.disable</name><value>on</value></option>
</options></volume><count>1</count></volumes></volInfo></cliOutput>
"""
PEERS = """<cliOutput><opRet>0</opRet><peerStatus>
<peer><hostname>192.0.2.12</hostname><hostnames><hostname>192.0.2.12</hostname><hostname>b</hostname></hostnames>
<connected>1</connected><state>3</state><stateStr>Peer in Cluster</stateStr></peer>
<peer><hostname>192.0.2.13</hostname><connected>0</connected><stateStr>Peer in Cluster</stateStr></peer>
<peer><hostname>192.0.2.14</hostname><connected>1</connected><stateStr>Peer Rejected</stateStr></peer>
</peerStatus></cliOutput>
"""


def test_what_the_server_says_of_volumes() -> None:
    assert parse_volumes(VOLUMES) == {"data-store": THERE}


def test_what_the_server_says_of_members() -> None:
    assert parse_peers(PEERS) == {
        B: "",
        "b": "",
        C: "does not answer",
        D: "is rejected: all servers of a group have to be of one version and know the same of its volumes",
    }


def test_an_answer_that_tells_of_a_failure() -> None:
    with pytest.raises(HostError, match="gluster: no volumes here"):
        parse_volumes("<cliOutput><opRet>-1</opRet><opErrstr>no volumes here</opErrstr></cliOutput>")
