# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Applications of several frameworks that read their databases from files of their own: installed and asked."""

from __future__ import annotations

import base64
import io
import json
import random
import tarfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ansible_collections.maestro.databases.plugins.module_utils.connections.rails_edit import scalar
from ansible_collections.maestro.databases.plugins.module_utils.connections.settings_dotenv import edited
from tests.hosts import Lab, lab_command

SOURCE = Path(__file__).parent / "applications"
FOLDER = "/srv/applications"
SEVERAL = {"kind": "rails", "groups": {"reports": "postgresql/default"}}

#: What a deployment is to write.
FILES: list[dict[str, Any]] = [
    {"path": f"{FOLDER}/rails", **SEVERAL},
    {"path": f"{FOLDER}/django", "kind": "django", "engines": ["postgresql", "redis"]},
    {"path": f"{FOLDER}/laravel", "kind": "laravel", "engines": ["postgresql", "redis"]},
    {"path": f"{FOLDER}/symfony", "kind": "symfony", "engines": ["postgresql"]},
    {"path": f"{FOLDER}/node", "kind": "node", "engines": ["postgresql"]},
    {"path": f"{FOLDER}/spring", "kind": "spring", "engines": ["mysql"]},
]
PACKAGES = (
    "ruby-activerecord ruby-pg ruby-mysql2 python3-django python3-django-environ python3-dj-database-url "
    "python3-psycopg2 php-cli php-pgsql php-vlucas-phpdotenv php-symfony-dotenv nodejs node-pg"
)
COMMANDS = {
    "rails": "RAILS_ENV=production ruby answer.rb",
    "django": "python3 answer.py",
    "laravel": "php answer.php",
    "symfony": "php answer.php",
    "node": f"systemd-run --quiet --wait --pipe -p EnvironmentFile={FOLDER}/node/.env nodejs {FOLDER}/node/answer.js",
}


def install(lab: Lab, host: str, *, packages: bool) -> None:
    """Puts the applications on a host, with what they run on if they are to be asked there."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:gz") as archive:
        for path in sorted(SOURCE.rglob("*")):
            if path.is_file():
                dotted = path.name in ("env", "env.local")
                archive.add(path, path.relative_to(SOURCE).with_name("." * dotted + path.name).as_posix())
    line = f"mkdir -p {FOLDER}/spring && base64 -d | tar -xz --no-same-owner -C {FOLDER}"
    lab_command("--name", lab.name, "ssh", host, line, given=base64.b64encode(buffer.getvalue()).decode())
    if packages:
        apt = f"apt-get -qq install -y --no-install-recommends -o Dpkg::Use-Pty=0 {PACKAGES}"
        lab.ssh(host, f"(apt-get -qq update && {apt}) >/dev/null")


def ask(lab: Lab, host: str, application: str, *words: str, **variables: str) -> dict[str, Any]:
    """What an application answers on a host; variables are set for it."""
    told = " ".join(f"{name}='{value}'" for name, value in variables.items())
    line = f"cd {FOLDER}/{application} && env {told} {COMMANDS[application]} {' '.join(words)}"
    answer: dict[str, Any] = json.loads(lab.ssh(host, line).stdout)
    return answer


def corpus() -> list[str]:
    """200 values of printable ASCII, the same in each run."""
    dice = random.Random(14)
    signs = "".join(map(chr, range(32, 127)))
    return ["".join(dice.choice(signs) for _dummy in range(dice.randint(1, 24))) for _dummy in range(200)]


def read_by_php(lab: Lab, host: str, kind: str, wanted: Mapping[str, str]) -> dict[str, str]:
    """What the reader of a framework makes of a file that was written for it."""
    text = base64.b64encode(edited("", wanted, kind).encode()).decode()
    reader = {
        "laravel": "require '/usr/share/php/Dotenv/autoload.php'; $found = Dotenv\\Dotenv::parse($text);",
        "symfony": "require '/usr/share/php/Symfony/Component/Dotenv/autoload.php';"
        "$found = (new Symfony\\Component\\Dotenv\\Dotenv())->parse($text);",
    }[kind]
    script = f"<?php $text = base64_decode('{text}'); {reader} echo json_encode($found);"
    found: dict[str, str] = json.loads(lab_command("--name", lab.name, "ssh", host, "php", given=script).stdout)
    return found


def read_by_ruby(lab: Lab, host: str, wanted: Mapping[str, str]) -> dict[str, str]:
    """What Ruby makes of values in a file of Rails, through its templates and its YAML."""
    text = base64.b64encode("".join(f"{name}: {scalar(value)}\n" for name, value in wanted.items()).encode()).decode()
    script = (
        "require 'erb'; require 'json'; require 'yaml';"
        f"text = '{text}'.unpack1('m').force_encoding('UTF-8'); puts JSON.generate(YAML.load(ERB.new(text).result))"
    )
    found: dict[str, str] = json.loads(lab_command("--name", lab.name, "ssh", host, "ruby", given=script).stdout)
    return found


def contents(lab: Lab, host: str) -> str:
    """A fingerprint of each file."""
    return lab.ssh(host, f"cd {FOLDER}; find . -type f | sort | xargs sha256sum").stdout
