# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""GlusterFS over its own command line tool, which reaches the server by a socket that is root's alone."""

from __future__ import annotations

import time
import xml.etree.ElementTree as ET
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from ..hosts.command import run
from ..hosts.problem import HostError

# Some commands wait for other servers; they give up by themselves after two minutes.
_TIMEOUT = 180
_IN_CLUSTER = "Peer in Cluster"


@dataclass(frozen=True)
class Volume:
    """A volume as it is."""

    name: str
    replica_count: int
    started: bool
    #: `address:/path` of each brick.
    bricks: tuple[str, ...]
    options: Mapping[str, str] = field(default_factory=dict)


def volumes() -> dict[str, Volume]:
    """All volumes by name.

    Raises:
        HostError: The server does not answer.
    """
    return parse_volumes(_ask("volume", "info", "all"))


def peers() -> dict[str, str]:
    """The other servers by each of their names, and what is wrong with each; empty for one in its place.

    Raises:
        HostError: The server does not answer.
    """
    return parse_peers(_ask("peer", "status"))


def parse_volumes(text: str) -> dict[str, Volume]:
    """Reads the answer to `volume info`."""
    found = [
        Volume(
            name=_text(one, "name"),
            replica_count=int(_text(one, "replicaCount") or 1),
            started=_text(one, "statusStr") == "Started",
            bricks=tuple(_text(brick, "name") for brick in one.iterfind("bricks/brick")),
            options={_text(option, "name"): _text(option, "value") for option in one.iterfind("options/option")},
        )
        for one in _parse(text).iterfind("volInfo/volumes/volume")
    ]
    return {volume.name: volume for volume in found}


def parse_peers(text: str) -> dict[str, str]:
    """Reads the answer to `peer status`."""
    return {
        name.text or "": _trouble(_text(peer, "stateStr"), _text(peer, "connected") == "1")
        for peer in _parse(text).iterfind("peerStatus/peer")
        for name in (*peer.iterfind("hostname"), *peer.iterfind("hostnames/hostname"))
    }


def _trouble(state: str, connected: bool) -> str:
    if state == "Peer Rejected":
        return "is rejected: all servers of a group have to be of one version and know the same of its volumes"
    if state != _IN_CLUSTER:
        return f"is not in its place yet ({state})"
    return "" if connected else "does not answer"


def apply(commands: Sequence[Sequence[str]], members: Sequence[str], patience: float = 60) -> None:
    """Runs commands in order; what follows upon probes waits until all members belong to the cluster.

    Raises:
        HostError: One failed, or a member did not come.
    """
    settled = False
    for words in commands:
        if words[0] != "peer" and not settled:
            _settle(members, patience)
            settled = True
        run(["gluster", "--mode=script", *words], what=f"gluster {' '.join(words)}", timeout=_TIMEOUT)
    if not settled:
        _settle(members, patience)


def _settle(members: Sequence[str], patience: float) -> None:
    ends = time.monotonic() + patience
    while True:
        known = peers()
        away = [f"{member} {known.get(member, 'is unknown')}" for member in members if known.get(member, "?")]
        if not away:
            return
        if time.monotonic() >= ends:
            raise HostError(
                f"after {patience:g} s {'; '.join(away)}; "
                "see that glusterd runs there and that both ways are open, then run again"
            )
        time.sleep(0.3)


def _ask(*words: str) -> str:
    asked = f"gluster {' '.join(words)}"
    return run(["gluster", "--mode=script", "--xml", *words], what=asked, timeout=_TIMEOUT).stdout


def _parse(text: str) -> ET.Element:
    """The root of an answer.

    Raises:
        HostError: It tells of a failure, or is none.
    """
    try:
        root = ET.fromstring(text)  # noqa: S314 - from the host's own server
    except ET.ParseError as error:
        raise HostError(f"gluster gave an answer that cannot be read: {error}") from error
    if _text(root, "opRet") != "0":
        raise HostError(f"gluster: {_text(root, 'opErrstr') or 'failed'}")
    return root


def _text(element: ET.Element, path: str) -> str:
    return (element.findtext(path) or "").strip()
