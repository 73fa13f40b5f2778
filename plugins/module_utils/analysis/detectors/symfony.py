# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Symfony: the URLs of `.env`, and the drivers, caches and queues that the YAML settings name."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from ..formats import yaml_lines as yaml
from ..formats.addresses import is_hosted, parse_url
from ..formats.composer import ComposerFile
from ..formats.errors import FormatError
from ..formats.key_values import Setting, parse_dotenv
from ..model import CONFIGURATION, DEVELOPMENT, DRIVER, LIVE, Claim, Evidence
from ..rules.php import DRIVERS, SYMFONY_BUNDLES, SYMFONY_SCHEMES, SYMFONY_URLS
from ..rules.services import engine_of_scheme
from ..scope import ALIASES, deployed
from ..tree import Tree
from . import php_code

_ENV = re.compile(r"%env\((?:\w+:)*(\w+)\)%")
_PARAMETER = re.compile(r"%([\w.]+)%")
#: Adapters of caches, by the last part of their name.
_ADAPTERS = {"redis": "redis", "redis_tag_aware": "redis", "memcached": "memcached"}
_RESOLVED_LIMIT = 3
_FOLDERS = ("config", "config/packages", "app/config")
_TELLING = (
    "dbal",
    "messenger",
    "cache.adapter",
    "database_",
    "DATABASE_URL",
    "handler_id",
    "lock:",
    *SYMFONY_BUNDLES,
)


@dataclass
class _Settings:
    """All that stands in an application's settings for the environment."""

    tree: Tree
    environment: str
    variables: dict[str, tuple[str, Setting]] = field(default_factory=dict)
    parameters: dict[str, str] = field(default_factory=dict)
    claims: list[Claim] = field(default_factory=list)

    def resolved(self, text: str) -> tuple[str, bool]:
        """A value with variables and parameters filled in, and whether one was."""
        filled = False
        for _round in range(_RESOLVED_LIMIT):
            before = text
            text = _ENV.sub(lambda found: self._variable(found.group(1)), text)
            text = _PARAMETER.sub(lambda found: self.parameters.get(found.group(1), ""), text)
            if text == before:
                break
            filled = True
        return text, filled

    def _variable(self, name: str) -> str:
        if name in self.variables:
            return self.variables[name][1].value
        return self.parameters.get(f"env({name})", "")


def settings(tree: Tree, folder: str, composer: ComposerFile, environment: str) -> list[Claim]:
    """What the settings of the application in a folder tell."""
    found = _Settings(tree, environment)
    for name in (".env.dist", ".env", *(f".env.{alias}" for alias in _names(environment))):
        path = posixpath.join(folder, name)
        if tree.has(path):
            for setting in parse_dotenv(tree.read(path) or ""):
                found.variables[setting.key] = (path, setting)
    documents = list(_documents(tree, folder, environment))
    for _path, root in documents:
        parameters = yaml.members(yaml.members(root).get("parameters", (None, None))[1])
        found.parameters.update({name: yaml.scalar(node) for name, (_key, node) in parameters.items()})
    for path, root in documents:
        for name, (key, node) in yaml.members(root).items():
            _section(found, path, name, node)
            if name in SYMFONY_BUNDLES:
                evidence = Evidence(path, yaml.line_of(key), "configuration", f"settings of {name}")
                found.claims.append(Claim(SYMFONY_BUNDLES[name], evidence, DRIVER))
    for variable, packages in SYMFONY_URLS.items():
        if variable in found.variables and (not packages or set(packages) & set(composer.require)):
            path, setting = found.variables[variable]
            found.claims += _of_url(setting.value, path, setting.line, variable, True)
    return found.claims + _others(tree, folder, found.claims, composer)


def _names(environment: str) -> list[str]:
    return [environment, *sorted(ALIASES.get(environment, ()))]


def _documents(tree: Tree, folder: str, environment: str) -> Iterator[tuple[str, yaml.Node]]:
    """The YAML files that are read for the environment, in their order."""
    wanted = {
        posixpath.join(folder, place)
        for place in (*_FOLDERS, *(f"config/packages/{alias}" for alias in _names(environment)))
    }
    count = 0
    for path in tree.ending((".yaml", ".yml", ".yml.dist", ".yaml.dist"), 6):
        if posixpath.dirname(path) not in wanted or count >= yaml.YAML_FILES_LIMIT * 2:
            continue
        stem = posixpath.basename(path).split(".")[0]
        if stem.endswith(("_dev", "_test")) and deployed(environment):
            continue
        text = tree.read(path, yaml.YAML_LIMIT)
        if text is None or not _telling(text):
            continue
        count += 1
        try:
            root = yaml.parse_yaml(text)
        except FormatError as exc:
            tree.warn(path, f"cannot be read as YAML ({exc}); it was left out")
            continue
        if root is not None:
            yield path, root


def _telling(text: str) -> bool:
    """Parsing YAML is slow; most of the settings are about other things."""
    return any(word in text for word in _TELLING)


def _section(found: _Settings, path: str, name: str, node: yaml.Node) -> None:
    if name.startswith("when@"):
        scope = LIVE if name[5:] in _names(found.environment) else DEVELOPMENT
        for inner, (_key, inner_node) in yaml.members(node).items():
            before = len(found.claims)
            _section(found, path, inner, inner_node)
            if scope != LIVE:
                del found.claims[before:]
    elif name == "doctrine":
        dbal = yaml.members(node).get("dbal", (None, None))[1]
        keys = yaml.members(dbal)
        _connection(found, path, keys)
        for _key, connection in yaml.members(keys.get("connections", (None, None))[1]).values():
            _connection(found, path, yaml.members(connection))
    elif name == "framework":
        _framework(found, path, yaml.members(node))


def _connection(found: _Settings, path: str, keys: dict[str, tuple[yaml.Node, yaml.Node]]) -> None:
    host = found.resolved(yaml.scalar(keys["host"][1]))[0] if "host" in keys else ""
    address = host if is_hosted(host) else ""
    if "driver" in keys:
        key, node = keys["driver"]
        driver, filled = found.resolved(yaml.scalar(node))
        engine = DRIVERS.get(driver.lower(), "")
        if engine:
            evidence = Evidence(path, yaml.line_of(key), "configuration", f"Doctrine driver {driver}")
            found.claims.append(
                Claim(engine, evidence, CONFIGURATION, default=filled, external=bool(address), address=address)
            )
    if "url" in keys:
        key, node = keys["url"]
        url, filled = found.resolved(yaml.scalar(node))
        if not _of_variable(yaml.scalar(node)):
            found.claims += _of_url(url, path, yaml.line_of(key), "Doctrine", filled)


def _of_variable(text: str) -> bool:
    """True for a value that is an environment variable of the table, which is looked at on its own."""
    variable = _ENV.fullmatch(text)
    return variable is not None and variable.group(1) in SYMFONY_URLS


def _framework(found: _Settings, path: str, keys: dict[str, tuple[yaml.Node, yaml.Node]]) -> None:
    messenger = yaml.members(keys.get("messenger", (None, None))[1])
    for name, (key, node) in yaml.members(messenger.get("transports", (None, None))[1]).items():
        own = yaml.members(node).get("dsn", (None, None))[1] if yaml.is_mapping(node) else node
        url, filled = found.resolved(yaml.scalar(own))
        if not _of_variable(yaml.scalar(own)):
            found.claims += _of_url(url, path, yaml.line_of(key), f"Messenger's transport {name}", filled)
    cache = yaml.members(keys.get("cache", (None, None))[1])
    pools = {name: pair for name, pair in cache.items() if name in ("app", "system")}
    for name, (_key, node) in yaml.members(cache.get("pools", (None, None))[1]).items():
        own = yaml.members(node)
        for word in ("adapter", "adapters"):
            if word in own:
                pools[name] = own[word]
    for name, (key, node) in pools.items():
        for adapter in [yaml.scalar(node), *(yaml.scalar(item) for item in yaml.items(node))]:
            engine = _ADAPTERS.get(found.resolved(adapter)[0].removeprefix("cache.adapter."), "")
            if engine:
                evidence = Evidence(path, yaml.line_of(key), "configuration", f"cache {name} uses {adapter}")
                found.claims.append(Claim(engine, evidence, CONFIGURATION))
    session = yaml.members(keys.get("session", (None, None))[1])
    for name, pair in (("the session's store", session.get("handler_id")), ("the locks' store", keys.get("lock"))):
        if pair is not None:
            url, filled = found.resolved(yaml.scalar(pair[1]))
            found.claims += _of_url(url, path, yaml.line_of(pair[0]), name, filled)


def _of_url(text: str, path: str, line: int, name: str, default: bool) -> list[Claim]:
    """The engine that a URL leads to; Doctrine's queue and a URL in memory lead to none."""
    url = parse_url(text)
    scheme = url.scheme if url else text.partition(":")[0].lower() if text.startswith("sqlite:") else ""
    engine = SYMFONY_SCHEMES.get(scheme) or engine_of_scheme(scheme)
    if not engine:
        return []
    address = url.host if url and is_hosted(url.host) else ""
    detail = f"{name} {scheme}://" + (f", at {address}" if address else "")
    evidence = Evidence(path, line, "configuration", detail)
    return [Claim(engine, evidence, CONFIGURATION, default=default, external=bool(address), address=address)]


def _others(tree: Tree, folder: str, claims: list[Claim], composer: ComposerFile) -> list[Claim]:
    """Servers that the code cares for beside the one that is only a default."""
    relational = [claim for claim in claims if claim.engine in ("mysql", "postgresql", "sqlite")]
    if not relational or any(not claim.default for claim in relational):
        return []
    if any(name.startswith(("ext-pdo_", "ext-mysqli", "ext-pgsql")) for name in composer.require):
        return []
    picked = {claim.engine for claim in relational}
    cared = {
        engine: php_code.cared_for(tree, folder, engine) for engine in ("mysql", "postgresql") if engine not in picked
    }
    return [Claim(engine, place, DRIVER, choice=True) for engine, place in cared.items() if place]
