# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""C011 and C013: every real reader gets every value byte for byte."""

from __future__ import annotations

import base64
import contextlib
import json
import random
import string
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from ansible_collections.maestro.databases.plugins.module_utils.connections.address_fields import Variable
from ansible_collections.maestro.databases.plugins.module_utils.connections.container import container_file, plain
from ansible_collections.maestro.databases.plugins.module_utils.connections.dotenv import dotenv_file, quoted
from ansible_collections.maestro.databases.plugins.module_utils.connections.shell import shell_file, shell_quoted
from ansible_collections.maestro.databases.plugins.module_utils.connections.systemd import (
    systemd_file,
    systemd_quoted,
    unit_file,
)
from ansible_collections.maestro.databases.plugins.module_utils.connections.url import connection_url
from tests.conftest import LabFactory
from tests.hosts import lab_command
from tests.integration.cluster import Cluster, directly
from tests.integration.containers import in_container
from tests.integration.readers import Readers, readers

PRINTABLE = "".join(map(chr, range(32, 127)))
NASTY = [
    "",
    " ",
    " lead",
    "trail ",
    "\ttab\t",
    'a b#c$HOME"d',
    "a #b",
    "#",
    "=",
    "a=b",
    "it's",
    "'quoted'",
    "100%",
    "%n %%",
    "a\\b",
    "\\n",
    "\\x41",
    "$HOME",
    "${",
    "a}b${c",
    "$(id)",
    "`id`",
    "!x",
    "~",
    "*",
    '"',
    "'",
    "x;y",
    "export A=b",
    "größe €",
    "\u00a0",
    "\u0085",
    "\ufeff",
    "😀",
    "a\nb",
    "\n",
    "\n\nlead",
    "trail\n",
    "a\n#b\nexport C=1\nD='2",
]


def corpus() -> list[str]:
    """The nasty values and 200 of printable ASCII, the same in each run."""
    dice = random.Random(13)
    return NASTY + ["".join(dice.choice(PRINTABLE) for _dummy in range(dice.randint(1, 24))) for _dummy in range(200)]


def writable(encoder: Callable[[str], str]) -> dict[str, str]:
    """The values of the corpus that an encoder does not refuse, each under a name."""
    values = {}
    for number, value in enumerate(corpus()):
        with contextlib.suppress(ValueError):
            encoder(value)
            values[f"V{number}"] = value
    return values


ALL = {f"V{number}": value for number, value in enumerate(corpus())}
DOTENV = writable(quoted)
CONTAINER = writable(plain)


def variables(values: Mapping[str, str]) -> list[Variable]:
    return [Variable(name, value) for name, value in values.items()]


def ours(found: Mapping[str, str], wanted: Mapping[str, str]) -> dict[str, str | None]:
    return {name: found.get(name) for name in wanted}


def of_zeros(output: bytes) -> dict[str, str]:
    """What ``env -0`` printed."""
    return dict(entry.decode().split("=", 1) for entry in output.split(b"\0") if b"=" in entry)


@pytest.fixture(scope="module")
def programs() -> Readers:
    return readers()


@pytest.fixture(scope="module")
def dotenv(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("dotenv") / "app.env"
    path.write_text(dotenv_file(variables(DOTENV), ["A head"]), encoding="utf-8")
    return path


def test_few_values_are_refused() -> None:
    assert [value for value in NASTY if value not in DOTENV.values()] == []
    assert len(DOTENV) > 0.85 * len(ALL)
    assert {value for name, value in ALL.items() if name not in CONTAINER} == {v for v in NASTY if "\n" in v}
    assert writable(systemd_quoted) == writable(shell_quoted) == ALL


def test_python_dotenv(programs: Readers, dotenv: Path) -> None:
    assert ours(programs.python_dotenv(dotenv), DOTENV) == DOTENV


@pytest.mark.parametrize("package", ["dotenv16", "dotenv17", "dotenv18"])
def test_node_dotenv(programs: Readers, dotenv: Path, package: str) -> None:
    assert ours(programs.node_dotenv(package, dotenv), DOTENV) == DOTENV


def test_node_env_file(programs: Readers, dotenv: Path) -> None:
    assert ours(programs.node_env_file(dotenv), DOTENV) == DOTENV


@pytest.mark.parametrize("host", ["web:bookworm", "web-trixie:trixie"])
def test_systemd_and_shells(lab: LabFactory, dotenv: Path, host: str) -> None:
    place = lab(host)
    name = host.partition(":")[0]
    texts = {
        "dotenv": dotenv.read_text(encoding="utf-8"),
        "systemd": systemd_file(variables(ALL), ["A head"]),
        "unit": unit_file(variables(ALL), ["A head"]),
        "shell": shell_file(variables(ALL), ["A head"]),
    }
    for file, text in texts.items():
        encoded = base64.b64encode(text.encode()).decode()
        place.ssh(name, f"echo {encoded} | base64 -d > /run/{file}.env")
    systemd = "systemd-run --quiet --wait --pipe -p EnvironmentFile=/run/{file}.env /usr/bin/env -0"
    shells = (
        "env -i PATH=/usr/bin:/bin dash -c 'set {options}; . /run/{file}.env; env -0'",
        "env -i PATH=/usr/bin:/bin bash -c 'set {options}; . /run/{file}.env; env -0'",
        "env -i PATH=/usr/bin:/bin LC_ALL=C.UTF-8 bash --posix -c 'set {options}; . /run/{file}.env; env -0'",
    )
    for file, reader, options, wanted in (
        ("dotenv", systemd, "", DOTENV),
        *(("dotenv", shell, "-a", DOTENV) for shell in shells),
        ("systemd", systemd, "", ALL),
        ("unit", systemd, "", ALL),
        *(("unit", shell, "-a", ALL) for shell in shells),
        *(("shell", shell, "-u", ALL) for shell in shells),
    ):
        command = reader.format(file=file, options=options)
        output = place.ssh(name, f"{command} | base64 -w0").stdout
        assert ours(of_zeros(base64.b64decode(output)), wanted) == wanted, command


def test_container_runtime(lab: LabFactory, tmp_path: Path) -> None:
    place = lab("web:bookworm")
    path = tmp_path / "container.env"
    path.write_text(container_file(variables(CONTAINER), ["A head"]), encoding="utf-8")
    output = in_container(place, "web", ["--network=none", f"--env-file={path}"], ["/usr/bin/env", "-0"])
    assert ours(of_zeros(output), CONTAINER) == CONTAINER


def test_a_pod_with_env_from(lab: LabFactory) -> None:
    """Through the API server and into a process that runs as in a pod."""
    name = ("--name", lab("web:bookworm").name)
    lab_command(*name, "kubernetes", "up")
    kubeconfig = lab_command(*name, "kubernetes", "kubeconfig", "--path").stdout.strip()
    namespace = Cluster(Path(kubeconfig)).namespace(make=True)
    wanted = {**ALL, "RETURNS": "a\rb\r\n", "LONG": PRINTABLE * 1000}
    assert directly(namespace, environment=wanted) == {"Secret shop-production": "created"}
    assert directly(namespace, environment=wanted) == {"Secret shop-production": "unchanged"}
    pod = ["pod", "--namespace", namespace.name, "--env-from", "shop-production", "web", "sh", "-c", "env -0 | base64"]
    assert ours(of_zeros(base64.b64decode(lab_command(*name, *pod).stdout)), wanted) == wanted


@pytest.mark.parametrize("password", ["p@ss/w:rd#1%", PRINTABLE, "größe 😀", *corpus()[-8:]])
def test_urls(programs: Readers, password: str) -> None:
    wanted = {"user": "app user", "password": password, "host": "postgresql", "dbname": "shop#1"}
    url = connection_url("postgresql", "postgresql", wanted["dbname"], wanted["user"], password, 5432)
    libpq = "import psycopg.conninfo, json, sys; print(json.dumps(psycopg.conninfo.conninfo_to_dict(sys.argv[1])))"
    assert json.loads(programs.python_eval(libpq, url)) == {**wanted, "port": "5432"}
    whatwg = (
        f"const u = new URL({json.dumps(url)}), d = decodeURIComponent;"
        "console.log(JSON.stringify({user: d(u.username), password: d(u.password), host: u.hostname,"
        " dbname: d(u.pathname.slice(1))}))"
    )
    assert json.loads(programs.node_eval(whatwg)) == wanted


def test_the_corpus_covers_printable_ascii() -> None:
    assert set("".join(DOTENV.values())) >= set(string.printable[:95])
