# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads Terraform's language as far as blocks and plain text attributes go, with the line of each."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from .errors import DEPTH_LIMIT, FormatError

_TOKEN = re.compile(
    r"""
    (?P<space>[ \t\r]+|\#[^\n]*|//[^\n]*|/\*.*?(?:\*/|\Z))
    |(?P<newline>\n)
    |(?P<heredoc><<-?(?P<word>\w+)[^\n]*\n)
    |(?P<string>"(?:[^"\\\n]|\\.)*")
    |(?P<name>[A-Za-z_][\w.-]*)
    |(?P<open>[{\[(])
    |(?P<close>[}\])])
    |(?P<other>.)
    """,
    re.VERBOSE | re.DOTALL,
)


@dataclass
class Block:
    """A block: `resource "aws_db_instance" "main" { ... }`."""

    line: int
    kind: str
    labels: tuple[str, ...]
    #: Attributes whose value is one plain text, with their line.
    texts: dict[str, tuple[int, str]] = field(default_factory=dict)


@dataclass(frozen=True)
class _Token:
    kind: str
    text: str
    line: int


def parse_hcl(source: str) -> list[Block]:
    """The outermost blocks. Nested blocks are passed over. Raises FormatError."""
    tokens = _tokens(source)
    found: list[Block] = []
    index = 0
    while index < len(tokens):
        if tokens[index].kind != "name":
            index += 1
            continue
        head = tokens[index]
        labels: list[str] = []
        index += 1
        while index < len(tokens) and tokens[index].kind in ("string", "name"):
            labels.append(_plain(tokens[index].text))
            index += 1
        if index < len(tokens) and tokens[index].text == "{":
            block = Block(head.line, head.text, tuple(labels))
            index = _body(tokens, index + 1, block)
            found.append(block)
    return found


def _body(tokens: list[_Token], index: int, block: Block) -> int:
    """Reads what stands between the braces and returns where it goes on behind them."""
    depth = 1
    while index < len(tokens):
        token = tokens[index]
        if token.kind == "open":
            depth += 1
            if depth > DEPTH_LIMIT:
                raise FormatError(f"line {token.line}: nested deeper than {DEPTH_LIMIT} levels")
        elif token.kind == "close":
            depth -= 1
            if not depth:
                return index + 1
        elif depth == 1 and token.kind == "name" and [later.text for later in tokens[index + 1 : index + 2]] == ["="]:
            value = tokens[index + 2 : index + 4]
            if value and value[0].kind == "string" and "${" not in value[0].text:
                alone = len(value) < 2 or value[1].kind in ("newline", "close")
                if alone:
                    block.texts.setdefault(token.text, (token.line, _plain(value[0].text)))
        index += 1
    raise FormatError(f"line {block.line}: the block {block.kind} never ends")


def _tokens(source: str) -> list[_Token]:
    found: list[_Token] = []
    index, line = 0, 1
    while index < len(source):
        match = _TOKEN.match(source, index)
        if match is None:
            raise FormatError(f"line {line}: cannot be read")
        kind, text = match.lastgroup or "other", match.group()
        if match.group("heredoc") is not None:
            kind = "heredoc"
        index = match.end()
        if kind == "heredoc":
            end = re.compile(rf"^[ \t]*{re.escape(match.group('word'))}[ \t]*$", re.MULTILINE).search(source, index)
            if end is None:
                raise FormatError(f"line {line}: a heredoc never ends")
            text += source[index : end.end()]
            index = end.end()
        if kind not in ("space", "heredoc"):
            found.append(_Token(kind, text, line))
        line += text.count("\n")
    return found


def _plain(text: str) -> str:
    return text.strip('"')
