# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A package cache for the lab's hosts: an HTTP proxy for apt that keeps what passes.

Names in an archive are of two kinds. A package file and a by-hash index never change, and are kept for good.
The rest (InRelease first of all) is asked for again once it is older than FRESH seconds, and is served
from the cache when the archive does not answer. Servers in the lab itself are passed through unkept.
Many hosts and several proxies may share one folder: each file is written aside, under a lock, and renamed.
"""

from __future__ import annotations

import argparse
import email.utils
import fcntl
import hashlib
import http.client
import ipaddress
import os
import shutil
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import IO
from urllib.parse import urlsplit

FRESH = 600.0
UNUSED_DAYS = 30
BLOCK = 256 * 1024
LOCKS = 1024
#: Seconds until the archive is asked again that did not answer.
PAUSES = (1, 3)
#: And once more after these where nothing is kept that could be served instead.
LONG_PAUSES = (10, 30)
PASSED_ON = ("User-Agent", "Accept")


def immutable(path: str) -> bool:
    """Tell whether the file of that name can never change."""
    return path.endswith((".deb", ".udeb", ".dsc")) or "/by-hash/" in path


def seen_mark(kept: Path) -> Path:
    """Return the file whose time says when the archive last confirmed a kept one."""
    return kept.with_name(f"{kept.name}.seen")


def within_lab(host: str) -> bool:
    """Tell whether a server is one of the lab's own, by its literal private address."""
    try:
        return ipaddress.ip_address(host).is_private
    except ValueError:
        return False


class Cache:
    """The folder of kept files, by address."""

    def __init__(self, root: Path) -> None:
        """Use that folder."""
        self.root = root
        self.locks = root / ".locks"
        self.locks.mkdir(parents=True, exist_ok=True)

    def path(self, url: str) -> Path:
        """Return where an address is kept: readable names, and never a way out of the folder."""
        parts = urlsplit(url)
        digest = hashlib.sha256(url.encode()).hexdigest()
        name = parts.path.rsplit("/", 1)[-1][-80:]
        return self.root / parts.netloc / digest[:2] / f"{digest[2:18]}-{name}"

    @contextmanager
    def locked(self, path: Path) -> Iterator[None]:
        """Keep others from fetching the same file meanwhile."""
        stripe = int(hashlib.sha256(str(path).encode()).hexdigest()[:8], 16) % LOCKS
        with (self.locks / str(stripe)).open("w") as handle:
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield

    def prune(self) -> None:
        """Remove what no host asked for in a month, and halves that a killed proxy left."""
        limit = time.time() - UNUSED_DAYS * 86400
        for path in self.root.glob("*/*/*"):
            with suppress(FileNotFoundError):
                seen = path.stat()
                half_left = path.name.endswith(".half") and seen.st_mtime < time.time() - 3600
                if half_left or max(seen.st_atime, seen.st_ctime) < limit:
                    path.unlink()


class Handler(BaseHTTPRequestHandler):
    """Answers one connection of apt."""

    protocol_version = "HTTP/1.1"
    server: Proxy
    timeout = 120

    def do_GET(self) -> None:
        """Serve from the cache, or fetch, keep and serve."""
        self._answer(body=True)

    def do_HEAD(self) -> None:
        """Like GET, without the body."""
        self._answer(body=False)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Write no access log."""

    def _answer(self, *, body: bool) -> None:
        if self.path == "/":
            self._plain(200, "maestro lab package cache\n")
            return
        parts = urlsplit(self.path)
        if parts.scheme != "http" or not parts.hostname:
            self._plain(400, "this proxy takes absolute http addresses\n")
            return
        if within_lab(parts.hostname):
            self._fetch(None, body=body)
            return
        kept = self.server.cache.path(self.path)
        if self._good(kept):
            self._serve(kept, body=body)
            return
        with self.server.cache.locked(kept):
            if not self._good(kept):
                self._fetch(kept, body=body)
                return
        self._serve(kept, body=body)

    def _good(self, kept: Path) -> bool:
        try:
            if immutable(urlsplit(self.path).path):
                return kept.exists()
            return kept.exists() and time.time() - seen_mark(kept).stat().st_mtime < FRESH
        except FileNotFoundError:
            return False

    def _fetch(self, kept: Path | None, *, body: bool) -> None:
        """Ask the archive; send what comes while keeping it."""
        headers = {name: self.headers[name] for name in PASSED_ON if self.headers[name]}
        old = kept is not None and kept.exists()
        if old and kept is not None:
            headers["If-Modified-Since"] = email.utils.formatdate(kept.stat().st_mtime, usegmt=True)
        request = urllib.request.Request(self.path, headers=headers)
        try:
            with self._ask(request, (*PAUSES, *LONG_PAUSES) if kept is not None and not old else PAUSES) as answer:
                self._pass_on(answer, kept, body=body)
        except urllib.error.HTTPError as error:
            with error:
                if error.code == 304 and kept is not None:
                    seen_mark(kept).touch()
                    self._serve(kept, body=body)
                elif error.code >= 500 and old and kept is not None:
                    self._serve(kept, body=body)
                else:
                    self._plain(error.code, f"{error.reason}\n")
        except (OSError, http.client.HTTPException) as error:
            if self.close_connection:
                return
            if old and kept is not None:
                self._serve(kept, body=body)
            else:
                self._plain(502, f"{self.path}: {error}\n")

    def _ask(self, request: urllib.request.Request, pauses: Sequence[float]) -> http.client.HTTPResponse:
        """Open it, again where the archive does not answer for a moment."""
        for pause in pauses:
            try:
                return self._open(request)
            except urllib.error.HTTPError as error:
                if error.code < 500:
                    raise
                error.close()
            except (OSError, http.client.HTTPException):
                pass
            time.sleep(pause)
        return self._open(request)

    def _open(self, request: urllib.request.Request) -> http.client.HTTPResponse:
        answer: http.client.HTTPResponse = self.server.opener.open(request, timeout=60)
        return answer

    def _pass_on(self, answer: http.client.HTTPResponse, kept: Path | None, *, body: bool) -> None:
        length = answer.headers.get("Content-Length")
        self.send_response(200)
        for name in ("Content-Type", "Last-Modified"):
            if answer.headers.get(name):
                self.send_header(name, answer.headers[name])
        if length is None:
            self.close_connection = True
            self.send_header("Connection", "close")
        else:
            self.send_header("Content-Length", length)
        self.end_headers()
        if kept is None:
            if body:
                shutil.copyfileobj(answer, self.wfile, BLOCK)
            return
        kept.parent.mkdir(parents=True, exist_ok=True)
        half = kept.with_name(f"{kept.name}.{os.getpid()}-{time.monotonic_ns()}.half")
        try:
            with half.open("wb") as store:
                written = self._copy(answer, store, body=body)
            if length is not None and written != int(length):
                self.close_connection = True
                return
            changed = answer.headers.get("Last-Modified")
            if changed:
                os.utime(half, (time.time(), email.utils.parsedate_to_datetime(changed).timestamp()))
            half.rename(kept)
            if not immutable(urlsplit(self.path).path):
                seen_mark(kept).touch()
        except OSError:
            self.close_connection = True
        finally:
            half.unlink(missing_ok=True)

    def _copy(self, answer: http.client.HTTPResponse, store: IO[bytes], *, body: bool) -> int:
        """Copy to the cache and to the client; a client that leaves does not stop the first."""
        written = 0
        client = body
        while block := answer.read(BLOCK):
            store.write(block)
            written += len(block)
            if client:
                try:
                    self.wfile.write(block)
                except OSError:
                    client = False
                    self.close_connection = True
        return written

    def _serve(self, kept: Path, *, body: bool) -> None:
        """Send a kept file, or say that the client's copy is as new."""
        with kept.open("rb") as store:
            seen = os.fstat(store.fileno())
            modified = email.utils.formatdate(seen.st_mtime, usegmt=True)
            if self.headers["If-Modified-Since"] == modified:
                self.send_response(304)
                self.end_headers()
                return
            self.send_response(200)
            self.send_header("Content-Length", str(seen.st_size))
            self.send_header("Last-Modified", modified)
            self.end_headers()
            if body:
                shutil.copyfileobj(store, self.wfile, BLOCK)

    def _plain(self, code: int, text: str) -> None:
        data = text.encode()
        self.send_response(code)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(data)


class Proxy(ThreadingHTTPServer):
    """The server, with its cache and its way out."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(self, address: tuple[str, int], cache: Cache) -> None:
        """Listen on that address only."""
        super().__init__(address, Handler)
        self.cache = cache
        self.opener = urllib.request.build_opener()


def main() -> int:
    """Serve until killed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("address")
    parser.add_argument("port", type=int)
    parser.add_argument("folder", type=Path)
    options = parser.parse_args()
    cache = Cache(options.folder)
    cache.prune()
    with Proxy((options.address, options.port), cache) as server:
        server.serve_forever()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
