# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Elasticsearch: the distribution that its maker tests with, in a package laid out as the maker's.

What differs: the maker's package brings a Java of its own, and this one takes the release's; this distribution has no
module that tells systemd when it is ready; and of the server's modules only security is in it.
"""

from __future__ import annotations

import shutil
from pathlib import Path

from .packing import Package
from .sources import artifact

_UNIT = """[Unit]
Description={title}
Wants=network-online.target
After=network-online.target

[Service]
Type=exec
RuntimeDirectory={name}
PrivateTmp=true
Environment={upper}_HOME=/usr/share/{name}
Environment={upper}_PATH_CONF=/etc/{name}
Environment=PID_DIR=/var/run/{name}
EnvironmentFile=-/etc/default/{name}
WorkingDirectory=/usr/share/{name}
User={name}
Group={name}
ExecStart=/usr/share/{name}/bin/{name} -p ${{PID_DIR}}/{name}.pid --quiet
StandardOutput=journal
StandardError=inherit
LimitNOFILE=65535
LimitNPROC=4096
LimitAS=infinity
LimitFSIZE=infinity
TimeoutStopSec=0
KillSignal=SIGTERM
KillMode=process
SendSIGKILL=no
SuccessExitStatus=143
TimeoutStartSec=900

[Install]
WantedBy=multi-user.target
"""
_POSTINST = """#!/bin/bash
set -e
if [ "$1" = configure ]; then
    getent group {name} >/dev/null || groupadd --system {name}
    getent passwd {name} >/dev/null || useradd --system --gid {name} --no-create-home --shell /bin/false {name}
    install -d -o {name} -g {name} -m 0750 /var/lib/{name} /var/log/{name}
{rest}
    if [ -d /run/systemd/system ]; then systemctl daemon-reload || true; fi
fi
"""
_CONFIGURE = """
    chown -R root:elasticsearch /etc/elasticsearch
    chmod 2750 /var/lib/elasticsearch /var/log/elasticsearch /etc/elasticsearch /etc/elasticsearch/jvm.options.d
    find /etc/elasticsearch -type f -exec chmod 660 {} +
"""
# What the maker's package does to a new server: certificates, a keystore, and a password that it tells.
_SECURE = """
    export ES_PATH_CONF=/etc/elasticsearch
    if [ -z "$2" ]; then
        libraries=modules/x-pack-core,modules/x-pack-security,lib/tools/security-cli
        set +e
        CLI_NAME=auto-configure-node CLI_LIBS=$libraries /usr/share/elasticsearch/bin/elasticsearch-cli <<< "" &&
            CLI_NAME=auto-config-gen-passwd CLI_LIBS=$libraries /usr/share/elasticsearch/bin/elasticsearch-cli
        set -e
        chown -R root:elasticsearch /etc/elasticsearch
    fi
"""
_KEYSTORE = """
    if [ ! -f /etc/elasticsearch/elasticsearch.keystore ]; then
        ES_PATH_CONF=/etc/elasticsearch /usr/share/elasticsearch/bin/elasticsearch-keystore create
        chown root:elasticsearch /etc/elasticsearch/elasticsearch.keystore
        chmod 660 /etc/elasticsearch/elasticsearch.keystore
    fi
"""


def make(version: str, work: Path) -> list[Package]:
    """The server's package."""
    found = artifact(f"org.elasticsearch.distribution.integ-test-zip:elasticsearch:{version}:zip", work)
    tree = lay_out(found / f"elasticsearch-{version}", work / "tree", "elasticsearch", "Elasticsearch", "ES")
    rest = _CONFIGURE + ("" if version.startswith("7.") else _SECURE) + _KEYSTORE
    return [package("elasticsearch", version, tree, rest)]


def lay_out(found: Path, tree: Path, name: str, title: str, upper: str) -> Path:
    """Put a distribution where the makers' packages have it; return the folder that is the package's root."""
    home, config = tree / "usr/share" / name, tree / "etc" / name
    for folder in (home.parent, config.parent, tree / "etc/default", tree / "lib/systemd/system"):
        folder.mkdir(parents=True)
    shutil.move(found / "config", config)
    shutil.move(found, home)
    shutil.rmtree(home / "logs", ignore_errors=True)
    (config / "jvm.options.d").mkdir(exist_ok=True)
    for program in (home / "bin").iterdir():
        program.chmod(0o755)
    # The Java that it looks for when nobody says another one.
    (home / "jdk").symlink_to("/usr/lib/jvm/default-java")
    _replace(home / "bin" / f"{name}-env", f'"${upper}_HOME"/config', f"/etc/{name}")
    for old, new in (("=logs/", f"=/var/log/{name}/"), ("HeapDumpPath=data", f"HeapDumpPath=/var/lib/{name}")):
        _replace(config / "jvm.options", old, new)
    (config / f"{name}.yml").write_text(f"path.data: /var/lib/{name}\npath.logs: /var/log/{name}\n")
    (tree / "etc/default" / name).write_text(f"{upper}_PATH_CONF=/etc/{name}\n")
    unit = _UNIT.format(name=name, title=title, upper=upper)
    (tree / "lib/systemd/system" / f"{name}.service").write_text(unit)
    return tree


def package(name: str, version: str, tree: Path, rest: str) -> Package:
    """The package of a tree; `rest` is what its script does once there is a user."""
    files = (path for path in (tree / "etc").rglob("*") if path.is_file())
    return Package(
        name,
        version,
        depends="adduser, default-jre-headless, procps",
        description="Search server",
        tree=tree,
        conffiles=tuple(f"/{path.relative_to(tree)}" for path in sorted(files)),
        scripts={"postinst": _POSTINST.format(name=name, rest=rest)},
    )


def _replace(path: Path, old: str, new: str) -> None:
    text = path.read_text()
    if old not in text:
        raise ValueError(f"{path}: {old!r} is not in it")
    path.write_text(text.replace(old, new))
