# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Fills variables into the values of a Compose file, as `docker compose` does it."""

from __future__ import annotations

from collections.abc import Mapping

#: Defaults within defaults that are looked into.
_DEPTH = 5
_NAME = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_")


def fill(text: str, variables: Mapping[str, str], depth: int = 0) -> str:
    """The text with `$NAME`, `${NAME}`, `${NAME:-default}` and `${NAME:?message}` filled in; unknown ones are empty."""
    result: list[str] = []
    index = 0
    while index < len(text):
        character = text[index]
        if character != "$" or index + 1 == len(text):
            result.append(character)
            index += 1
        elif text[index + 1] == "$":
            result.append("$")
            index += 2
        elif text[index + 1] == "{":
            end = _closing(text, index + 2)
            if end < 0:
                result.append(text[index:])
                break
            result.append(_value(text[index + 2 : end], variables, depth))
            index = end + 1
        else:
            end = index + 1
            while end < len(text) and text[end] in _NAME:
                end += 1
            result.append(variables.get(text[index + 1 : end], "") if end > index + 1 else "$")
            index = max(end, index + 1)
    return "".join(result)


def _closing(text: str, start: int) -> int:
    """Where the brace closes that was opened before `start`; -1 where it never does."""
    depth = 1
    for index in range(start, len(text)):
        if text[index] == "{":
            depth += 1
        elif text[index] == "}":
            depth -= 1
            if not depth:
                return index
    return -1


def _value(body: str, variables: Mapping[str, str], depth: int) -> str:
    end = 0
    while end < len(body) and body[end] in _NAME:
        end += 1
    name, rest = body[:end], body[end:]
    value = variables.get(name, "")
    default = rest.lstrip(":")
    if default.startswith("-") and not value:
        return fill(default[1:], variables, depth + 1) if depth < _DEPTH else ""
    if default.startswith("+"):
        return fill(default[1:], variables, depth + 1) if value and depth < _DEPTH else ""
    return value
