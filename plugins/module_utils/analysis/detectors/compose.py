# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Compose files: which engines somebody runs beside the application, and what the application is told of them."""

from __future__ import annotations

import posixpath
import re

from ..formats import yaml_lines as yaml
from ..formats.addresses import is_hosted, parse_url
from ..formats.errors import FormatError
from ..model import CONFIGURATION, DEVELOPMENT, LIVE, SERVICE, Claim, Evidence, Findings
from ..rules.services import engine_of_image, engine_of_scheme
from ..scope import DEVELOPMENT_WORDS, narrower, scope_of, words
from ..tree import Tree, tooling

_DEPTH = 3
_NAME = re.compile(r"(?:docker-)?compose(?:[-._][\w.-]+)?\.ya?ml")
_INTERPOLATED = re.compile(r"\$\{\w+:?-([^}$]*)\}")
_TEST_WORDS = frozenset("test tests testing ci e2e spec cypress playwright".split())
#: Words of a file's name that say nothing about who it is for.
_PLAIN_WORDS = frozenset("docker compose yml yaml".split())


def detect(tree: Tree, environment: str) -> Findings:
    """What the Compose files of a tree tell."""
    findings = Findings()
    for path in tree.matching(lambda name: bool(_NAME.fullmatch(name)), _DEPTH, yaml.YAML_FILES_LIMIT):
        text = tree.read(path, yaml.YAML_LIMIT)
        if text is None:
            continue
        try:
            root = yaml.parse_yaml(text)
        except FormatError as exc:
            tree.warn(path, f"cannot be read as YAML ({exc}); it was left out")
            continue
        services = yaml.members(yaml.members(root).get("services", (None, None))[1])
        for name, (_key, node) in services.items():
            _read_service(path, name, yaml.members(node), set(services), environment, findings)
    return findings


def _read_service(
    path: str,
    name: str,
    keys: dict[str, tuple[yaml.Node, yaml.Node]],
    services: set[str],
    environment: str,
    findings: Findings,
) -> None:
    scope, choice = _file_scope(path, environment)
    profiles = [yaml.scalar(item) for item in yaml.items(keys["profiles"][1])] if "profiles" in keys else []
    if words(name) & _TEST_WORDS or any(words(profile) & DEVELOPMENT_WORDS for profile in profiles):
        scope = narrower(scope, DEVELOPMENT)
    choice = choice or bool(profiles)
    if "image" in keys:
        key, node = keys["image"]
        image = _INTERPOLATED.sub(lambda found: found.group(1), yaml.scalar(node))
        engine, flavour, version = engine_of_image(image)
        if engine:
            detail = (
                f"image {image.split('@')[0]} (service {name}{', profile ' + ', '.join(profiles) if profiles else ''})"
            )
            evidence = Evidence(path, yaml.line_of(key), "service", detail)
            findings.claims.append(Claim(engine, evidence, SERVICE, scope, choice, False, version, flavour))
            return
    if "environment" in keys:
        _read_environment(path, name, keys["environment"][1], scope, choice, findings)


def _read_environment(path: str, name: str, node: yaml.Node, scope: str, choice: bool, findings: Findings) -> None:
    """URLs in a service's environment that lead to somebody else's database."""
    pairs = [(key, yaml.line_of(pair[0]), yaml.scalar(pair[1])) for key, pair in yaml.members(node).items()]
    pairs += [
        (yaml.scalar(item).partition("=")[0], yaml.line_of(item), yaml.scalar(item).partition("=")[2])
        for item in yaml.items(node)
    ]
    for variable, line, text in pairs:
        url = parse_url(_INTERPOLATED.sub(lambda found: found.group(1), text))
        engine = engine_of_scheme(url.scheme) if url else ""
        if url and engine and is_hosted(url.host):
            detail = f"{variable} {url.scheme}://, at {url.host} (service {name})"
            evidence = Evidence(path, line, "configuration", detail)
            findings.claims.append(
                Claim(engine, evidence, CONFIGURATION, scope, choice, True, external=True, address=url.host)
            )


def _file_scope(path: str, environment: str) -> tuple[str, bool]:
    """For which environment a file is, and whether it is one of several variants."""
    name_words = words(posixpath.basename(path)) - _PLAIN_WORDS
    if not name_words:
        return (DEVELOPMENT if tooling(path) else LIVE), False
    scope = scope_of(" ".join(sorted(name_words)), environment, LIVE)
    known = bool(name_words & (DEVELOPMENT_WORDS | {"prod", "production", environment}))
    return (narrower(scope, DEVELOPMENT) if tooling(path) else scope), not known
