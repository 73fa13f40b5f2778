# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Rails: config/database.yml, config/mongoid.yml and config/cable.yml, with ERB in them."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterator

from ..formats import yaml_lines as yaml
from ..formats.addresses import is_hosted, parse_url
from ..formats.erb import ErbText, Printed
from ..formats.errors import FormatError
from ..model import CONFIGURATION, DEVELOPMENT, DRIVER, LIVE, Claim, Evidence, Findings, Variants
from ..rules.names import NAMES
from ..rules.ruby import ADAPTERS, CABLE_ADAPTERS
from ..rules.services import engine_of_scheme
from ..scope import deployed, scope_of
from ..tree import Tree
from .ruby_code import broadcasts

_DEPTH = 4
_EXAMPLE_WORDS = ("example", "sample", "dist", "template", "default", "tmpl")
RELATIONAL = ("mysql", "postgresql", "sqlite")


def connections(tree: Tree, environment: str, findings: Findings) -> None:
    """Adds what the YAML files of every Rails application in the tree tell."""
    for path in _chosen(tree, "database"):
        others = _taken_in(tree, path)
        before = len(findings.claims)
        for other in others or [path]:
            _read(tree, other, environment, findings, _database)
        told = frozenset(claim.engine for claim in findings.claims[before:])
        if others and len(told) > 1:
            findings.variants.append(
                Variants(told, Evidence(path, 1, "configuration", "takes one of several files in"))
            )
    for path in _chosen(tree, "mongoid"):
        _read(tree, path, environment, findings, _mongoid)
    for path in _chosen(tree, "cable"):
        _read(tree, path, environment, findings, _cable)


def is_example(path: str) -> bool:
    """True for a file that is there to be copied."""
    return any(word in posixpath.basename(path).lower().replace("-", ".").split(".") for word in _EXAMPLE_WORDS)


def _chosen(tree: Tree, stem: str) -> list[str]:
    """`config/STEM.yml`, or where it is not kept in the repository its examples (`.example`, `.mysql`, …)."""

    def wanted(name: str) -> bool:
        return name.startswith(f"{stem}.") and ".yml" in name

    found = [path for path in tree.matching(wanted, _DEPTH) if path.split("/")[-2:-1] == ["config"]]
    chosen: list[str] = []
    for folder in sorted({posixpath.dirname(path) for path in found}):
        if folder != "config" and f"config/{stem}.yml" in found and _is_gem(tree, posixpath.dirname(folder)):
            # A gem in the repository, whose settings are for those who take it in.
            continue
        own = f"{folder}/{stem}.yml"
        chosen += [own] if own in found else [path for path in found if posixpath.dirname(path) == folder]
    return chosen[: yaml.YAML_FILES_LIMIT]


def _taken_in(tree: Tree, path: str) -> list[str]:
    """`database.mysql.yml` and `database.sqlite.yml`, of which a `database.yml` takes one in."""
    folder, name = posixpath.split(path)
    found = sorted(other for word in NAMES if tree.has(other := posixpath.join(folder, f"database.{word}.yml")))
    if name != "database.yml" or len(found) < 2:
        return []
    return found if "File.read" in (tree.read(path, yaml.YAML_LIMIT) or "") else []


def _is_gem(tree: Tree, folder: str) -> bool:
    return any(posixpath.dirname(path) == folder for path in tree.ending((".gemspec",)))


def _read(
    tree: Tree, path: str, environment: str, findings: Findings, reader: Callable[[Tree, _Section, Findings], None]
) -> None:
    text = tree.read(path, yaml.YAML_LIMIT)
    if text is None:
        return
    try:
        erb = ErbText(text)
        root = yaml.parse_yaml(erb.text)
    except FormatError as exc:
        tree.warn(path, f"cannot be read as YAML ({exc}); it was left out")
        return
    sections = yaml.members(root)
    chosen = environment if environment in sections else "production" if deployed(environment) else environment
    for name, (_key, node) in sections.items():
        if name == chosen:
            scope = LIVE
        elif name in ("default", "defaults") or scope_of(name, environment, "") == "":
            # Anchors that sections are made of.
            continue
        else:
            scope = DEVELOPMENT
        reader(tree, _Section(path, name, node, erb, scope), findings)


class _Section:
    """The part of a file that is for one environment."""

    def __init__(self, path: str, name: str, node: yaml.Node, erb: ErbText, scope: str) -> None:
        self.path = path
        self.name = name
        self.node = node
        self.erb = erb
        self.scope = scope

    def claim(
        self, engine: str, line: int, detail: str, default: bool, external: bool = False, address: str = ""
    ) -> Claim:
        return Claim(
            engine=engine,
            evidence=Evidence(self.path, line, "configuration", detail),
            basis=CONFIGURATION,
            scope=self.scope,
            default=default
            or is_example(self.path)
            or not self.path.endswith((".yml", ".yaml"))
            or self.path.count(".") > 1,
            external=external,
            address=address,
        )

    def text(self, node: yaml.Node | None) -> tuple[str, Printed | None]:
        return self.erb.value(yaml.scalar(node))


def _databases(section: _Section) -> Iterator[tuple[str, dict[str, tuple[yaml.Node, yaml.Node]]]]:
    """The section itself, or each database of it where it names several."""
    keys = yaml.members(section.node)
    if "adapter" in keys or "url" in keys or ("database" in keys and not yaml.is_mapping(keys["database"][1])):
        yield section.name, keys
        return
    for name, (_key, node) in keys.items():
        if yaml.is_mapping(node):
            yield f"{section.name}, {name}", yaml.members(node)


def _database(tree: Tree, section: _Section, findings: Findings) -> None:
    for label, keys in _databases(section):
        url_key, url_node = keys.get("url", (None, None))
        url_text, url_printed = section.text(url_node)
        url = parse_url(url_text)
        external, address = False, ""
        if url_node is not None and (url_text or url_printed):
            # A URL stands for a database that is not set up along with the application.
            external = True
            address = url.host if url and is_hosted(url.host) else ""
        host, _printed = section.text(keys["host"][1]) if "host" in keys else ("", None)
        if is_hosted(host):
            external, address = True, host

        if "adapter" in keys:
            adapter_key, adapter_node = keys["adapter"]
            adapter, printed = section.text(adapter_node)
            line = yaml.line_of(adapter_key)
            engine = ADAPTERS.get(adapter, "")
            if adapter and not engine:
                if section.scope == LIVE:
                    tree.warn(
                        section.path,
                        f"line {line} names the adapter '{adapter}', which is not known; add its database yourself",
                    )
                continue
            detail = f"adapter {adapter} ({label})"
            if printed is not None:
                detail += f", unless {printed.variable or 'ERB'} says otherwise"
        elif url_key is not None:
            printed = url_printed
            line = yaml.line_of(url_key)
            engine = engine_of_scheme(url.scheme) if url else _lone_driver(findings)
            detail = f"url ({label})"
        else:
            continue
        if not engine or (engine == "sqlite" and external):
            continue
        if external:
            detail += (
                f", at {address}"
                if address
                else f", url from {url_printed.variable}"
                if url_printed and url_printed.variable
                else ", url"
            )
        findings.claims.append(
            section.claim(engine, line, detail, printed is not None and "adapter" in keys, external, address)
        )


def _lone_driver(findings: Findings) -> str:
    """The relational engine whose driver is there, where there is only one: a URL from outside tells no scheme."""
    engines = {
        claim.engine
        for claim in findings.claims
        if claim.basis == DRIVER and claim.scope == LIVE and claim.engine in RELATIONAL
    }
    return engines.pop() if len(engines) == 1 else ""


def _mongoid(tree: Tree, section: _Section, findings: Findings) -> None:
    keys = yaml.members(section.node)
    for group in ("clients", "sessions"):
        if group not in keys:
            continue
        for name, (key, node) in yaml.members(keys[group][1]).items():
            client = yaml.members(node)
            addresses = [section.text(client["uri"][1])[0]] if "uri" in client else []
            addresses += [section.text(host)[0] for host in yaml.items(client["hosts"][1])] if "hosts" in client else []
            address = ""
            for text in addresses:
                url = parse_url(text if "://" in text else f"mongodb://{text}")
                if url and is_hosted(url.host):
                    address = address or url.host
            detail = f"client {name} ({section.name})" + (f", at {address}" if address else "")
            findings.claims.append(section.claim("mongodb", yaml.line_of(key), detail, False, bool(address), address))


def _cable(tree: Tree, section: _Section, findings: Findings) -> None:
    keys = yaml.members(section.node)
    if "adapter" not in keys:
        return
    adapter, printed = section.text(keys["adapter"][1])
    engine = CABLE_ADAPTERS.get(adapter, "")
    if not engine or engine in RELATIONAL:
        return
    if not any(
        claim.engine == engine and claim.scope == LIVE and claim.basis != CONFIGURATION for claim in findings.claims
    ):
        # Rails writes this file for every new application; without a driver Action Cable is not in use.
        return
    if section.scope == LIVE and any(path.endswith(".rb") for path in tree.files) and not broadcasts(tree):
        # Nothing is ever sent.
        return
    url = parse_url(section.text(keys["url"][1])[0]) if "url" in keys else None
    address = url.host if url and is_hosted(url.host) else ""
    detail = f"Action Cable adapter {adapter} ({section.name})"
    findings.claims.append(
        section.claim(engine, yaml.line_of(keys["adapter"][0]), detail, printed is not None, bool(address), address)
    )
