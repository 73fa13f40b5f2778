# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Helm: charts that a chart depends on, with their conditions held against its values, and images in its values."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator

from ..formats import yaml_lines as yaml
from ..formats.errors import FormatError
from ..model import DEVELOPMENT, LIVE, SERVICE, Claim, Deployment, Evidence, Findings
from ..rules.compose import DEVELOPER_FOLDER_WORDS, STORE_WORDS
from ..rules.platforms import CHARTS
from ..rules.services import engine_of_image
from ..scope import words
from ..tree import Tree, tooling

_DEPTH = 6
_CHARTS_LIMIT = 30
#: How deep in the values an image is looked for.
_VALUES_DEPTH = 4
_TEMPLATES_LIMIT = 60
_FALSE = frozenset({"false", "no", "off", "0"})
#: `{{- if .Values.mongodb.enabled }}` at the head of a template.
_ENCLOSED = re.compile(r"\s*\{\{-?\s*if\s+\.Values\.([\w.]+)\s*-?\}\}")
_PLAIN_IMAGE = re.compile(r"\s*(?:-\s)?image:\s[\"']?([\w./:@-]+)[\"']?")
_CACHE_WORDS = frozenset("redis cache valkey keydb memcached memcache dragonfly".split())


def detect(tree: Tree, environment: str) -> Findings:
    """What the Helm charts of a tree tell."""
    del environment  # a chart's values are the same in all of them
    findings = Findings()
    for path in tree.matching({"Chart.yaml", "Chart.yml"}, _DEPTH, _CHARTS_LIMIT):
        folder = posixpath.dirname(path)
        scope = DEVELOPMENT if tooling(path) or words(folder) & DEVELOPER_FOLDER_WORDS else LIVE
        root = _root(tree, path)
        if yaml.scalar(yaml.at(root, "name")).lower() in CHARTS:
            # The chart of the engine itself, brought along or written for the application: who uses it decides.
            continue
        values = _root(tree, posixpath.join(folder, "values.yaml"))
        found = list(_dependencies(path, root, values))
        requirements = posixpath.join(folder, "requirements.yaml")
        found += _dependencies(requirements, _root(tree, requirements), values)
        found += _images(posixpath.join(folder, "values.yaml"), values)
        found += _templates(tree, posixpath.join(folder, "templates"), values)
        for engine, flavour, version, evidence, asked in found:
            findings.claims.append(Claim(engine, evidence, SERVICE, scope, asked, False, version, flavour))
        if scope == LIVE and found:
            engines = frozenset(engine for engine, *_rest in found)
            files = frozenset(evidence.path for _engine, _flavour, _version, evidence, _asked in found)
            findings.deployments.append(Deployment(path, engines, files=files))
    return findings


Found = tuple[str, str, str, Evidence, bool]


def _dependencies(path: str, root: yaml.Node | None, values: yaml.Node | None) -> Iterator[Found]:
    for item in yaml.items(yaml.at(root, "dependencies")):
        keys = yaml.members(item)
        texts = {name: yaml.scalar(node) for name, (_key, node) in keys.items()}
        name = texts.get("name", "")
        engine, flavour = CHARTS.get(name.lower(), ("", ""))
        if not engine:
            continue
        alias = texts.get("alias") or name
        asked = _switched_off(texts.get("condition", ""), alias, values)
        detail = f"chart {name}" + (f", where {texts['condition'].split(',')[0]} is set" if asked else "")
        # The chart's version is not the server's; the image's tag would be.
        tag = yaml.scalar(yaml.at(values, alias, "image", "tag"))
        version = engine_of_image(f"{name.lower()}:{tag}")[2] if tag else ""
        yield engine, flavour, version, Evidence(path, yaml.line_of(keys["name"][0]), "service", detail), asked


def _switched_off(condition: str, alias: str, values: yaml.Node | None) -> bool:
    """True where the first condition that the values know is false; Helm takes what is unknown as true."""
    for one in condition.split(","):
        found = yaml.scalar(yaml.at(values, *one.strip().split("."))) if one.strip() else ""
        if found:
            return found.lower() in _FALSE
    # Tags and conditions of a parent chart are not looked at.
    return bool(condition) and yaml.scalar(yaml.at(values, alias, "enabled")).lower() == "false"


def _images(path: str, values: yaml.Node | None) -> Iterator[Found]:
    """`postgres: {image: {repository: postgres, tag: 16}}`, unless `enabled: false` stands beside or above it."""
    waiting: list[tuple[str, yaml.Node | None, bool, int]] = [("", values, False, 0)]
    while waiting:
        name, node, asked, depth = waiting.pop(0)
        keys = yaml.members(node)
        texts = {key: yaml.scalar(value) for key, (_key, value) in keys.items()}
        asked = asked or texts.get("enabled", "").lower() == "false"
        if "image" in keys and words(name) & (STORE_WORDS | _CACHE_WORDS):
            engine, flavour, version = engine_of_image(_image(keys["image"][1], texts.get("tag", "")))
            if engine:
                place = Evidence(path, yaml.line_of(keys["image"][0]), "service", f"image of {name} in the values")
                yield engine, flavour, version, place, asked
        if depth < _VALUES_DEPTH:
            waiting += [(key, value, asked, depth + 1) for key, (_key, value) in keys.items() if yaml.is_mapping(value)]


def _templates(tree: Tree, folder: str, values: yaml.Node | None) -> Iterator[Found]:
    """`image: mongo:4.4` as a template has it, in a file that one condition encloses or none."""
    own = [path for path in tree.ending((".yaml", ".yml")) if path.startswith(f"{folder}/")]
    for path in own[:_TEMPLATES_LIMIT]:
        text = tree.read(path, yaml.YAML_LIMIT) or ""
        condition = _ENCLOSED.match(text)
        keys = condition.group(1).split(".") if condition else []
        asked = bool(keys) and not _holds(yaml.at(values, *keys))
        for number, line in enumerate(text.split("\n"), 1):
            image = _PLAIN_IMAGE.fullmatch(line.rstrip())
            engine, flavour, version = engine_of_image(image.group(1)) if image else ("", "", "")
            if engine:
                yield engine, flavour, version, Evidence(path, number, "service", "image in a template"), asked


def _holds(node: yaml.Node | None) -> bool:
    """What Helm takes for true: any text, number or mapping that is not empty."""
    text = yaml.scalar(node).lower()
    return bool(yaml.members(node)) or (bool(text) and text not in _FALSE)


def _image(node: yaml.Node, tag: str) -> str:
    keys = {name: yaml.scalar(value) for name, (_key, value) in yaml.members(node).items()}
    repository = keys.get("repository") or keys.get("name") or yaml.scalar(node)
    own = keys.get("tag") or tag
    return f"{repository}:{own}" if own else repository


def _root(tree: Tree, path: str) -> yaml.Node | None:
    text = tree.read(path, yaml.YAML_LIMIT) if tree.has(path) else None
    if text is None:
        return None
    try:
        return yaml.parse_yaml(text)
    except FormatError as exc:
        tree.warn(path, f"cannot be read as YAML ({exc}); it was left out")
        return None
