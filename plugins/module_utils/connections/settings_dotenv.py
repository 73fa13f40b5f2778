# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Changes single keys of a ``.env`` file and keeps every other line, its comments and its order."""

from __future__ import annotations

import re
from collections.abc import Mapping

from .dotenv import quoted
from .settings_keys import KEYS
from .settings_parameters import told, with_parameters

ASSIGNMENT = re.compile(
    r"""^(?P<head>[ \t]*(?:export[ \t]+)?(?P<key>[A-Za-z_][A-Za-z0-9_.]*)[ \t]*=)(?P<gap>[ \t]*)"""
    r"""(?P<value>"(?:[^"\\]|\\.)*"|'[^']*'|[^\s#][^\r\n]*?|)(?P<rest>[ \t]*(?:(?<=[\s=])\#[^\r\n]*)?)(?=\r?$)""",
    re.MULTILINE | re.DOTALL,
)
CONTROL = re.compile("[\x00-\x08\x0a-\x1f\x7f\u2028\u2029]")
#: What needs no quotes; `&` where no shell reads the file.
BARE = re.compile(r"[A-Za-z0-9_.:/@%+,?=-]+")
BARE_IN_FRAMEWORKS = re.compile(r"[A-Za-z0-9_.:/@%+,?=&-]+")
#: What Laravel reads as something else than text, with or without quotes.
LARAVEL_WORDS = re.compile(r"\(?(?:true|false|null|empty)\)?|(['\"]).*\1", re.IGNORECASE)


def edited(text: str, wanted: Mapping[str, str], kind: str) -> str:
    """A file with these values, each in its place or at the end.

    Raises:
        ValueError: Values that the reader of such a file would change; names the keys, never a value.
    """
    refused: list[str] = []
    line_break = "\r\n" if "\r\n" in text else "\n"
    seen = set()

    def write(key: str, value: str) -> str:
        try:
            return ENCODERS.get(kind, quoted)(value)
        except ValueError as error:
            refused.append(f"{key} {error}")
            return ""

    def replaced(match: re.Match[str]) -> str:
        key = match["key"]
        if key not in wanted:
            return match[0]
        seen.add(key)
        said = decoded(match["value"], kind)
        value = wanted[key]
        if is_url(kind, value):
            # A framework's own parameters are the user's; what is under our own names is what the environment has.
            value = with_parameters(value, within(match["value"]))
        new = match["value"] if said == value else write(key, value)
        # Behind an empty value the gap is the one in front of a comment.
        gap = match["gap"] or (" " if match["rest"][:1] == "#" else "")
        before, behind = (match["gap"], "") if match["value"] else ("", gap)
        return f"{match['head']}{before}{new}{behind}{match['rest']}"

    result = ASSIGNMENT.sub(replaced, text)
    lines = [f"{key}={write(key, value)}{line_break}" for key, value in wanted.items() if key not in seen]
    if refused:
        raise ValueError("; ".join(refused))
    if lines and result and not result.endswith("\n"):
        result += line_break
    return result + "".join(lines)


def is_url(kind: str, value: str) -> bool:
    """Whether a value is a URL that keeps parameters of the one that it takes the place of."""
    return kind in KEYS and "://" in value


def parameters_lost(text: str, wanted: Mapping[str, str], kind: str) -> list[str]:
    """What to say of URLs in a file that lose parameters; no value is told."""
    found = [match for match in ASSIGNMENT.finditer(text) if is_url(kind, wanted.get(match["key"], ""))]
    return [line for match in found for line in told(match["key"], wanted[match["key"]], within(match["value"]))]


def assigned(text: str, kind: str) -> dict[str, str | None]:
    """The keys that a file sets, with the values that are read alike by all; None for another one."""
    return {match["key"]: decoded(match["value"], kind) for match in ASSIGNMENT.finditer(text)}


def within(raw: str) -> str:
    """A value without its quotes; what its reader puts in place of parts of it stays as it is written."""
    return raw[1:-1] if len(raw) > 1 and raw[0] == raw[-1] and raw[0] in "'\"" else raw


def decoded(raw: str, kind: str) -> str | None:
    """What every reader of such a file makes of a value; None where they differ."""
    if raw == "" or (BARE_IN_FRAMEWORKS if kind in KEYS else BARE).fullmatch(raw):
        return raw
    inner = raw[1:-1]
    if raw[0] == raw[-1] == "'" and len(raw) > 1 and "'" not in inner and "\\" not in inner and "${" not in inner:
        return inner
    if raw[0] == raw[-1] == '"' and len(raw) > 1 and not re.search(r'["$\x60\\]', inner):
        return inner
    return None


def for_laravel(value: str) -> str:
    """A value for phpdotenv, through Laravel's own reader.

    Raises:
        ValueError: It would be read as something else.
    """
    if LARAVEL_WORDS.fullmatch(value):
        raise ValueError("is a word that Laravel takes for no text, or stands in quotes, which Laravel takes away")
    if CONTROL.search(value):
        raise ValueError("holds a line break or another control character")
    if "'" not in value:
        return f"'{value}'"
    return '"' + re.sub(r'(["\\$])', r"\\\1", value) + '"'


def for_symfony(value: str) -> str:
    """A value for Symfony, which joins quoted parts as shells do.

    Raises:
        ValueError: No line can carry it.
    """
    if CONTROL.search(value):
        raise ValueError("holds a line break or another control character")
    return "'" + value.replace("'", "'\"'\"'") + "'"


ENCODERS = {"laravel": for_laravel, "symfony": for_symfony}
