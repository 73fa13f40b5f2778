# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Examples of the settings, `.env.example` and the like: weak evidence, for where there is nothing better."""

from __future__ import annotations

import posixpath
import re

from ..formats.addresses import parse_url
from ..formats.key_values import Setting, parse_dotenv
from ..model import CONFIGURATION, DEVELOPMENT, HINT, OPTIONAL, Claim, Evidence, Findings
from ..rules.judgement import RELATIONAL
from ..rules.platforms import (
    CODE,
    ENV_FILES,
    ENV_PLAIN_WORDS,
    OFF,
    PLACES,
    SELECTORS,
    SHORT_NAMES,
    SWITCHES,
    WORDS,
    engine_of_words,
)
from ..rules.services import engine_of_scheme
from ..scope import narrower, scope_of, words
from ..tree import Tree, tooling

_DEPTH = 3
_FILES_LIMIT = 60
_COMMENTED = re.compile(r"#\s?([A-Z][A-Z0-9_]*=\S.*)")
#: What stands before a scheme in URLs of the JVM.
_JVM = re.compile(r"\A(?:jdbc|r2dbc):")


def detect(tree: Tree, environment: str) -> Findings:
    """What the examples of settings in a tree tell."""
    findings = Findings()
    for path in tree.matching(_is_example, _DEPTH, _FILES_LIMIT):
        text = tree.read(path)
        if text is None:
            continue
        name_words = words(posixpath.basename(path)) - ENV_PLAIN_WORDS
        scope = scope_of(" ".join(sorted(name_words)), environment, OPTIONAL) if name_words else "live"
        scope = narrower(scope, DEVELOPMENT) if tooling(path) else scope
        for setting in parse_dotenv(text):
            _tell(path, setting, scope, findings)
        for number, line in enumerate(text.split("\n"), 1):
            commented = _COMMENTED.match(line)
            if commented:
                for setting in parse_dotenv(commented.group(1)):
                    _tell(path, Setting(number, setting.key, setting.value), narrower(scope, OPTIONAL), findings)
    return findings


def _is_example(name: str) -> bool:
    return bool(ENV_FILES.fullmatch(name)) and not name.endswith(CODE)


def engine_of_setting(key: str, value: str) -> tuple[str, bool]:
    """The engine that a variable with its value speaks of, and whether it only may be in use."""
    url = parse_url(_JVM.sub("", value))
    engine = engine_of_scheme(url.scheme) if url else ""
    if engine:
        return engine, False
    parts = key.upper().split("_")
    if key.upper() in SELECTORS or ("_".join(parts[-2:]) in SELECTORS):
        return engine_of_words(value), False
    if parts[-1] in PLACES and value:
        short = SHORT_NAMES.get(parts[0].lower(), "")
        return next((WORDS[part.lower()] for part in parts[:-1] if part.lower() in WORDS), short), True
    return "", False


def left_off(key: str, value: str) -> str:
    """The engine that a variable turns off: `USE_REDIS=false`, `SEARCH_ELASTICSEARCH_ENABLED=0`."""
    parts = key.lower().split("_")
    if len(parts) < 2 or value.strip("\"'").lower() not in OFF:
        return ""
    named = parts[-1] if parts[-2] in SWITCHES else parts[-2] if parts[-1] in SWITCHES else ""
    engine = WORDS.get(named, "")
    # A database is switched from one to the other, rather than off.
    return "" if engine in RELATIONAL else engine


def _tell(path: str, setting: Setting, scope: str, findings: Findings) -> None:
    off = left_off(setting.key, setting.value)
    if off:
        evidence = Evidence(path, setting.line, "configuration", f"{setting.key} is off")
        findings.claims.append(Claim(off, evidence, CONFIGURATION, scope, choice=True))
    engine, choice = engine_of_setting(setting.key, setting.value)
    if engine:
        evidence = Evidence(path, setting.line, "example", f"variable {setting.key}")
        findings.claims.append(Claim(engine, evidence, HINT, scope, choice, True))
