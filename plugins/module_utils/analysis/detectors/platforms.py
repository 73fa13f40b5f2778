# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Platforms: files that tell Heroku, Scalingo, Render, Cloud Foundry and others which databases to bring."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from typing import Any

from ..formats import yaml_lines as yaml
from ..formats.errors import FormatError
from ..formats.json_lines import Member, parse_json
from ..model import DEVELOPMENT, LIVE, SERVICE, Claim, Deployment, Evidence, Findings
from ..rules.platforms import DIGITALOCEAN_ENGINES, PLATFORM_SERVICES, engine_of_addon, engine_of_words
from ..scope import deployed
from ..tree import Tree, tooling

_DEPTH = 2
_VERSION = re.compile(r"\d+(?:\.\d+)*")
#: Engine, line, how the user reads it, version, and whether it is for tests only.
Found = tuple[str, int, str, str, bool]


def detect(tree: Tree, environment: str) -> Findings:
    """What the files of hosting platforms tell."""
    findings = Findings()
    for path in tree.matching(lambda name: name in _READERS, _DEPTH):
        reader, folders = _READERS[posixpath.basename(path)]
        if folders and posixpath.basename(posixpath.dirname(path)) not in folders:
            continue
        root = _root(tree, path, _MARKS.get(reader, ""))
        found = list(reader(root)) if root is not None else []
        engines = set()
        for engine, line, detail, version, tests in found:
            scope = DEVELOPMENT if tooling(path) or (tests and deployed(environment)) else LIVE
            engines |= {engine} if scope == LIVE else set()
            evidence = Evidence(path, line, "service", detail)
            findings.claims.append(Claim(engine, evidence, SERVICE, scope, version_hint=version))
        if engines:
            findings.deployments.append(Deployment(path, frozenset(engines), main=False))
    return findings


def _root(tree: Tree, path: str, mark: str) -> Any:
    text = tree.read(path, yaml.YAML_LIMIT)
    if text is None or mark not in text:
        return None
    try:
        return parse_json(text) if path.endswith(".json") else yaml.parse_yaml(text)
    except FormatError as exc:
        tree.warn(path, f"cannot be read ({exc}); it was left out")
        return None


def _app_json(root: Any) -> Iterator[Found]:
    """Heroku's and Scalingo's list of add-ons; those of `environments.test` are for tests."""
    yield from _addons(root, False)
    for name, member in _object(_object(root).get("environments")).items():
        yield from _addons(member.value, name != "review")


def _addons(root: Any, tests: bool) -> Iterator[Found]:
    member = _object(root).get("addons")
    for item in member.value if member and isinstance(member.value, list) else []:
        plan = item if isinstance(item, str) else _text(_object(item).get("plan"))
        line = member.line if member else 1
        own = _object(item).get("plan")
        engine = engine_of_addon(plan)
        if engine:
            version = _VERSION.search(_text(_object(_object(item).get("options")).get("version")))
            yield engine, own.line if own else line, f"add-on {plan}", version.group() if version else "", tests


def _cloudron(root: Any) -> Iterator[Found]:
    for name, member in _object(_object(root).get("addons")).items():
        engine = engine_of_addon(name)
        if engine:
            yield engine, member.line, f"add-on {name}", "", False


def _heroku_yml(root: Any) -> Iterator[Found]:
    for item in yaml.items(yaml.at(root, "setup", "addons")):
        plan = yaml.members(item).get("plan", (None, None))[1]
        engine = engine_of_addon(yaml.scalar(plan))
        if engine:
            yield engine, yaml.line_of(plan), f"add-on {yaml.scalar(plan)}", "", False


def _render(root: Any) -> Iterator[Found]:
    """`databases` are PostgreSQL; services of the type `keyvalue` (`redis` before) are Valkey."""
    for item in yaml.items(yaml.at(root, "databases")):
        keys = yaml.members(item)
        version = yaml.scalar(keys.get("postgresMajorVersion", (None, None))[1])
        yield "postgresql", yaml.line_of(item), "database of Render", version, False
    for item in yaml.items(yaml.at(root, "services")):
        kind = yaml.members(item).get("type", (None, None))[1]
        if yaml.scalar(kind) in ("redis", "keyvalue"):
            yield "redis", yaml.line_of(kind), f"service of the type {yaml.scalar(kind)}", "", False


def _platform_services(root: Any) -> Iterator[Found]:
    """Platform.sh's services.yaml, and the part `services` of Upsun's and newer files."""
    for name, (_key, node) in yaml.members(root).items():
        kind = yaml.members(node).get("type", (None, None))[1]
        text, _colon, version = yaml.scalar(kind).partition(":")
        if text in PLATFORM_SERVICES:
            yield PLATFORM_SERVICES[text], yaml.line_of(kind), f"service {name}, {text}:{version}", version, False


def _upsun(root: Any) -> Iterator[Found]:
    yield from _platform_services(yaml.at(root, "services"))


def _digitalocean(root: Any) -> Iterator[Found]:
    spec = yaml.at(root, "spec") if "spec" in yaml.members(root) else root
    for item in yaml.items(yaml.at(spec, "databases")):
        keys = yaml.members(item)
        # Without an engine DigitalOcean makes PostgreSQL.
        engine_node = keys.get("engine", (None, item))[1]
        name = yaml.scalar(engine_node) or "PG"
        if name.upper() in DIGITALOCEAN_ENGINES:
            version = yaml.scalar(keys.get("version", (None, None))[1])
            yield DIGITALOCEAN_ENGINES[name.upper()], yaml.line_of(engine_node), f"database {name}", version, False


def _cloud_foundry(root: Any) -> Iterator[Found]:
    """The services that applications are bound to, as far as their names tell: `shop-psql`, `elastic56-shop`."""
    applications = yaml.items(yaml.at(root, "applications"))
    # What stands at the root is for each of them.
    for part in (root, *applications) if applications else ():
        for item in yaml.items(yaml.at(part, "services")):
            name = yaml.scalar(item) or yaml.scalar(yaml.members(item).get("name", (None, None))[1])
            engine = engine_of_words(_VERSION.sub("", name))
            if engine:
                yield engine, yaml.line_of(item), f"service {name}", "", False


def _service_yml(root: Any) -> Iterator[Found]:
    """`databases:` at the top of a service.yml."""
    for item in yaml.items(yaml.at(root, "databases")):
        name = yaml.scalar(item) or next(iter(yaml.members(item)), "")
        engine = engine_of_words(name)
        if engine:
            yield engine, yaml.line_of(item), f"database {name}", "", False


def _object(value: Any) -> dict[str, Member]:
    value = value.value if isinstance(value, Member) else value
    return value if isinstance(value, dict) else {}


def _text(member: Member | None) -> str:
    return member.value if member is not None and isinstance(member.value, str) else ""


#: What a file holds of which other tools use the name as well, by its reader.
_MARKS: dict[Any, str] = {_cloud_foundry: "applications:"}
#: Name of a file to its reader and the folders it has to lie in; anywhere where there are none.
_READERS: dict[str, tuple[Any, frozenset[str]]] = {
    "app.json": (_app_json, frozenset()),
    "scalingo.json": (_app_json, frozenset()),
    "CloudronManifest.json": (_cloudron, frozenset()),
    "heroku.yml": (_heroku_yml, frozenset()),
    "manifest.yml": (_cloud_foundry, frozenset()),
    "manifest.yaml": (_cloud_foundry, frozenset()),
    "render.yaml": (_render, frozenset()),
    "render.yml": (_render, frozenset()),
    "services.yaml": (_platform_services, frozenset({".platform"})),
    "config.yaml": (_upsun, frozenset({".upsun"})),
    "app.yaml": (_digitalocean, frozenset({".do"})),
    "deploy.template.yaml": (_digitalocean, frozenset({".do"})),
    "service.yml": (_service_yml, frozenset({"", ".cloud66"})),
}
