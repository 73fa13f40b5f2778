# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Make the distribution's cluster `main`: empty, with checksums, never started."""

from __future__ import annotations

import os
import shutil

from ..hosts import initialising
from ..hosts.command import run
from ..hosts.problem import HostError
from .config import config_directory

ENGINE = "postgresql"


def exists(version: str, data_directory: str) -> bool:
    """Whether the cluster is there as a whole."""
    configured = os.path.exists(f"{config_directory(version)}/postgresql.conf")
    return (
        configured
        and os.path.exists(f"{data_directory}/PG_VERSION")
        and not initialising.interrupted(ENGINE, data_directory)
    )


def create(version: str, data_directory: str, port: int, locale: str) -> None:
    """Makes the cluster. What a killed run left of it is removed first: no server ever ran on that.

    Raises:
        HostError: It could not be made.
    """
    if initialising.interrupted(ENGINE, data_directory):
        for left in (data_directory, config_directory(version)):
            shutil.rmtree(left, ignore_errors=True)
    if os.path.exists(f"{data_directory}/PG_VERSION"):
        raise HostError(f"{data_directory}: holds data, and {config_directory(version)} does not configure them")
    with initialising.begun(ENGINE, data_directory):
        run(
            [
                *("pg_createcluster", version, "main", "--port", str(port), "--datadir", data_directory),
                *("--start-conf", "auto", "--encoding", "UTF8", "--locale", locale, "--"),
                *("--data-checksums", "--auth-local", "peer", "--auth-host", "scram-sha-256"),
            ],
            what=f"pg_createcluster {version} main",
        )
