# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether a part of a Cargo.toml that is for some platforms is built on a Linux host: `cfg(all(unix, …))`, a triple."""

from __future__ import annotations

import re

_WORD = re.compile(r'([\w-]+)\s*=\s*"([^"]*)"|([\w-]+)|([(),])')
_LENGTH_LIMIT, _DEPTH_LIMIT = 500, 20
#: What a host is; what is asked beside that, such as a feature, is not known.
_IS = {
    "target_os": {"linux"},
    "target_family": {"unix"},
    "target_arch": {"x86_64", "aarch64", "x86", "arm"},
    "target_env": {"gnu", "musl"},
}
_FAMILIES = {"unix": True, "windows": False}


def for_linux(target: str) -> bool:
    """False where a Linux host is none of those platforms."""
    text = target.strip()[:_LENGTH_LIMIT].lower()
    if not text.startswith("cfg("):
        return ("linux" in text and "android" not in text) or "-" not in text
    answer, _position = _asked(_WORD.findall(text), 2, 0)
    return answer is not False


def _asked(words: list[tuple[str, str, str, str]], position: int, depth: int) -> tuple[bool | None, int]:
    """The answer to the question at a place, None where it is not known, and the place after it."""
    if position >= len(words) or depth > _DEPTH_LIMIT:
        return None, len(words)
    key, value, name, _sign = words[position]
    position += 1
    if key:
        return (value in _IS[key] if key in _IS else None), position
    if position >= len(words) or words[position][3] != "(":
        return _FAMILIES.get(name), position
    answers: list[bool | None] = []
    while position < len(words) and words[position][3] != ")":
        answer, position = _asked(words, position + 1, depth + 1)
        answers.append(answer)
    position += 1
    if name == "not" and answers:
        return (None if answers[0] is None else not answers[0]), position
    wanted = name == "any"
    if wanted in answers:
        return wanted, position
    return (None if None in answers or name not in ("any", "all") else not wanted), position
