# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The package cache, between a small archive and a client, all on loopback."""

from __future__ import annotations

import http.client
import os
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from tests.lab import aptproxy

CHANGED = "Mon, 01 Jan 2024 00:00:00 GMT"
PACKAGE = "http://archive.example/pool/a_1_amd64.deb"
INDEX = "http://archive.example/dists/sid/InRelease"


@dataclass
class Upstream:
    """What the archive has, and what it was asked."""

    files: dict[str, bytes] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    broken: bool = False
    #: So many answers are errors, before it is well again.
    errors: int = 0
    cut: bool = False


@pytest.fixture
def upstream() -> Upstream:
    return Upstream()


@pytest.fixture
def proxy(tmp_path: Path, upstream: Upstream, monkeypatch: pytest.MonkeyPatch) -> Iterator[aptproxy.Proxy]:
    class Archive(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            upstream.asked.append(self.path)
            data = upstream.files.get(self.path)
            upstream.errors -= 1
            if upstream.broken or upstream.errors >= 0:
                self.send_error(503)
            elif data is None:
                self.send_error(404)
            elif self.headers["If-Modified-Since"] == CHANGED:
                self.send_response(304)
                self.end_headers()
            else:
                self.send_response(200)
                self.send_header("Last-Modified", CHANGED)
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                self.wfile.write(data[:3] if upstream.cut else data)

        def log_message(self, *_: object) -> None:
            pass

    archive = ThreadingHTTPServer(("127.0.0.1", 0), Archive)
    # The archive stands in for its name: the cache asks it as it would ask a proxy of the machine.
    monkeypatch.setenv("http_proxy", f"http://127.0.0.1:{archive.server_port}")
    monkeypatch.delenv("no_proxy", raising=False)
    monkeypatch.setattr(aptproxy, "PAUSES", (0.01, 0.01))
    monkeypatch.setattr(aptproxy, "LONG_PAUSES", (0.01,))
    server = aptproxy.Proxy(("127.0.0.1", 0), aptproxy.Cache(tmp_path))
    for each in (archive, server):
        threading.Thread(target=each.serve_forever, args=(0.01,), daemon=True).start()
    yield server
    for each in (archive, server):
        each.shutdown()
        each.server_close()


def get(proxy: aptproxy.Proxy, url: str, since: str = "") -> tuple[int, bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", proxy.server_port, timeout=5)
    try:
        connection.request("GET", url, headers={"If-Modified-Since": since} if since else {})
        answer = connection.getresponse()
        return answer.status, answer.read()
    finally:
        connection.close()


def age(proxy: aptproxy.Proxy, url: str, seconds: float) -> None:
    mark = aptproxy.seen_mark(proxy.cache.path(url))
    while not mark.exists():  # written once the client has its answer
        time.sleep(0.01)
    os.utime(mark, (time.time() - seconds, time.time() - seconds))


def test_a_package_is_fetched_once(proxy: aptproxy.Proxy, upstream: Upstream) -> None:
    upstream.files[PACKAGE] = b"package"
    assert [get(proxy, PACKAGE) for _time in range(3)] == [(200, b"package")] * 3
    assert upstream.asked == [PACKAGE]


def test_hosts_that_ask_at_once_share_one_fetch(proxy: aptproxy.Proxy, upstream: Upstream) -> None:
    upstream.files[PACKAGE] = b"x" * 3_000_000
    got: list[tuple[int, bytes]] = []
    threads = [threading.Thread(target=lambda: got.append(get(proxy, PACKAGE))) for _client in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert got == [(200, b"x" * 3_000_000)] * 8
    assert upstream.asked == [PACKAGE]


def test_an_index_is_asked_for_again_only_once_it_is_old(proxy: aptproxy.Proxy, upstream: Upstream) -> None:
    upstream.files[INDEX] = b"one"
    assert get(proxy, INDEX) == (200, b"one")
    assert get(proxy, INDEX) == (200, b"one")
    assert upstream.asked == [INDEX]
    age(proxy, INDEX, aptproxy.FRESH + 1)
    assert get(proxy, INDEX) == (200, b"one")
    assert get(proxy, INDEX) == (200, b"one")
    assert upstream.asked == [INDEX, INDEX]


def test_an_old_index_is_served_when_the_archive_fails(proxy: aptproxy.Proxy, upstream: Upstream) -> None:
    upstream.files[INDEX] = b"one"
    get(proxy, INDEX)
    age(proxy, INDEX, aptproxy.FRESH + 1)
    upstream.broken = True
    assert get(proxy, INDEX) == (200, b"one")
    assert upstream.asked == [INDEX] * 4


def test_an_archive_that_fails_for_a_moment_is_asked_again(proxy: aptproxy.Proxy, upstream: Upstream) -> None:
    upstream.files[PACKAGE] = b"package"
    upstream.errors = 3
    assert get(proxy, PACKAGE) == (200, b"package")
    assert upstream.asked == [PACKAGE] * 4


def test_an_archive_that_fails_for_long_is_told(proxy: aptproxy.Proxy, upstream: Upstream) -> None:
    upstream.broken = True
    assert get(proxy, PACKAGE)[0] == 503
    assert upstream.asked == [PACKAGE] * 4


def test_a_client_with_the_same_index_is_told_so(proxy: aptproxy.Proxy, upstream: Upstream) -> None:
    upstream.files[INDEX] = b"one"
    get(proxy, INDEX)
    assert get(proxy, INDEX, since=CHANGED) == (304, b"")


def test_what_the_archive_lacks_is_lacking_and_not_remembered(proxy: aptproxy.Proxy, upstream: Upstream) -> None:
    assert get(proxy, PACKAGE)[0] == 404
    upstream.files[PACKAGE] = b"now"
    assert get(proxy, PACKAGE) == (200, b"now")


def test_a_transfer_that_breaks_off_is_not_kept(proxy: aptproxy.Proxy, upstream: Upstream) -> None:
    upstream.files[PACKAGE] = b"package"
    upstream.cut = True
    with pytest.raises(http.client.IncompleteRead):
        get(proxy, PACKAGE)
    upstream.cut = False
    assert get(proxy, PACKAGE) == (200, b"package")


def test_halves_that_a_killed_run_left_are_removed(proxy: aptproxy.Proxy) -> None:
    kept = proxy.cache.path(PACKAGE)
    kept.parent.mkdir(parents=True)
    half = kept.with_name(f"{kept.name}.1-1.half")
    half.touch()
    os.utime(half, (0, 0))
    proxy.cache.prune()
    assert not half.exists()


def test_a_server_of_the_lab_is_passed_through_unkept() -> None:
    assert aptproxy.within_lab("10.90.1.1")
    assert not aptproxy.within_lab("archive.example")
