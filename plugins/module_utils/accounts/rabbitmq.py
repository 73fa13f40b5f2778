# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""RabbitMQ over its own command line tool, which reaches the node by a secret that lies on the host."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from ..hosts.command import run
from ..hosts.problem import HostError
from ..rabbitmq.config import NODE
from .rabbitmq_plan import Change

#: The operating system's user of the server.
_USER = "rabbitmq"
_TOOL = ("rabbitmqctl", "--silent", "--node", NODE, "--timeout", "60")
# What the tool opens for the node to answer stays on the host.
_ENV = {"RABBITMQ_CTL_ERL_ARGS": "-kernel inet_dist_use_interface {127,0,0,1}"}


def definitions() -> dict[str, Any]:
    """All that the node knows of users and virtual hosts, with hashes of passwords.

    Raises:
        HostError: It does not answer.
    """
    told = run([*_TOOL, "export_definitions", "-", "--format", "json"], env=_ENV, what="ask the RabbitMQ node").stdout
    try:
        # Some versions say something before it.
        known: dict[str, Any] = json.loads(told[told.index("{") :])
    except ValueError as error:
        raise HostError(f"the RabbitMQ node {NODE} did not say what it knows; see its log") from error
    return known


def apply(changes: Sequence[Change]) -> None:
    """Imports what is new or other in one go, and removes the users, permissions and virtual hosts that are to go.

    Raises:
        HostError: The node refused; the message holds no hash.
    """
    wanted: dict[str, list[Mapping[str, Any]]] = {}
    for change in changes:
        if change.part:
            wanted.setdefault(change.part, []).append(change.entry)
    if wanted:
        # Some versions of the tool never see the end of their standard input.
        with _lying(json.dumps(wanted)) as path:
            run([*_TOOL, "import_definitions", path, "--format", "json"], env=_ENV, what="tell the RabbitMQ node")
    for change in changes:
        if change.vhost and change.removed:
            words = ["clear_permissions", "--vhost", change.vhost, change.removed]
            run([*_TOOL, *words], env=_ENV, what="take permissions from a user of the RabbitMQ node")
        elif change.vhost:
            run([*_TOOL, "delete_vhost", change.vhost], env=_ENV, what="remove a virtual host of the RabbitMQ node")
        elif change.removed:
            run([*_TOOL, "delete_user", change.removed], env=_ENV, what="remove a user of the RabbitMQ node")


@contextmanager
def _lying(text: str) -> Iterator[str]:
    """The path of a file with that text which the server alone reads, in memory, as long as the block runs."""
    handle, path = tempfile.mkstemp(prefix="maestro-rabbitmq-", suffix=".json", dir="/run")
    try:
        with open(handle, "w", encoding="utf-8") as file:
            file.write(text)
        shutil.chown(path, _USER, _USER)
        yield path
    finally:
        os.unlink(path)
