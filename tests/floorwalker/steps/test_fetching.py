"""Fetching from real servers: what is kept, and what of a hostile or broken one is not."""

from __future__ import annotations

import contextlib
import gzip
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from socketserver import BaseRequestHandler, ThreadingTCPServer

import pytest

from data.steering.feeds import redacted
from floorwalker.steps.fetching import Allowed, Known, Unfetched, check_address, fetch

HERE = "127.0.0.1"
ALLOWED = Allowed(1 << 20, frozenset({HERE, "localhost"}), 20.0)
Answer = Callable[[BaseHTTPRequestHandler], None]


def reply(handler: BaseHTTPRequestHandler, status: int, body: bytes = b"", **headers: str) -> None:
    handler.send_response(status)
    for name, value in ({"Content-Length": str(len(body))} | headers).items():
        handler.send_header(name.replace("_", "-"), value)
    handler.end_headers()
    handler.wfile.write(body)


@contextmanager
def serving(answer: Answer) -> Iterator[str]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            answer(self)

        def log_message(self, *_: object) -> None:
            return None

    server = ThreadingHTTPServer((HERE, 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://{HERE}:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def test_keeps_the_file_and_asks_only_for_news(tmp_path: Path) -> None:
    def answer(handler: BaseHTTPRequestHandler) -> None:
        if handler.headers["If-None-Match"] == '"1"':
            reply(handler, 304)
        else:
            reply(handler, 200, b"id,title\n", ETag='"1"', Last_Modified="Fri, 01 May 2026 10:00:00 GMT")

    with serving(answer) as url:
        known = fetch(f"{url}/feed.csv", tmp_path / "feed", Known(), ALLOWED)
        (tmp_path / "feed").write_bytes(b"kept")
        again = fetch(f"{url}/feed.csv", tmp_path / "feed", known, ALLOWED)

    assert known == Known('"1"', "Fri, 01 May 2026 10:00:00 GMT")
    assert again is known
    assert (tmp_path / "feed").read_bytes() == b"kept"


def test_unpacks_what_is_packed_for_the_way(tmp_path: Path) -> None:
    body = gzip.compress(b"id,title\n" * 1000)
    with serving(lambda handler: reply(handler, 200, body, Content_Encoding="gzip")) as url:
        fetch(url, tmp_path / "feed", Known(), ALLOWED)

    assert (tmp_path / "feed").read_bytes() == b"id,title\n" * 1000


def test_unpacks_all_of_what_is_packed_in_parts(tmp_path: Path) -> None:
    body = b"".join(gzip.compress(b"%d\n" % number * 9) for number in range(99))
    with serving(lambda handler: reply(handler, 200, body, Content_Encoding="gzip")) as url:
        fetch(url, tmp_path / "feed", Known(), ALLOWED)

    assert (tmp_path / "feed").read_bytes() == b"".join(b"%d\n" % number * 9 for number in range(99))


def test_an_address_may_have_letters_of_any_language(tmp_path: Path) -> None:
    seen: list[str] = []

    def answer(handler: BaseHTTPRequestHandler) -> None:
        seen.append(handler.path)
        is_first = len(seen) == 1
        reply(handler, 302 if is_first else 200, b"id", **({"Location": "/gr\xf6\xdfen neu.csv"} if is_first else {}))

    with serving(answer) as url:
        fetch(f"{url}/größen 1.csv", tmp_path / "feed", Known(), ALLOWED)

    assert seen == ["/gr%C3%B6%C3%9Fen%201.csv", "/gr%C3%B6%C3%9Fen%20neu.csv"]


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (lambda handler: reply(handler, 404), "answers 404"),
        (lambda handler: reply(handler, 200), "is empty"),
        (lambda handler: reply(handler, 304), "answers 304"),
        (lambda handler: reply(handler, 200, b"x" * (1 << 21)), "larger than 1 MB"),
        (lambda handler: reply(handler, 200, gzip.compress(b"x" * (1 << 24)), Content_Encoding="gzip"), "larger than"),
        (lambda handler: reply(handler, 200, gzip.compress(b"abc")[:-4], Content_Encoding="gzip"), "cut off"),
        (lambda handler: reply(handler, 200, b"plain", Content_Encoding="gzip"), "broken"),
        (lambda handler: reply(handler, 200, b"x", Content_Encoding="br"), "encodes the file as br"),
        (lambda handler: reply(handler, 200, b"abc", Content_Length="10"), "cannot be fetched"),
        (lambda handler: reply(handler, 302, Location="/"), "leads on more than 5 times"),
        (lambda handler: reply(handler, 302, Location="http://169.254.169.254/latest/meta-data"), "without TLS"),
        (lambda handler: reply(handler, 302, Location="https://169.254.169.254/latest/meta-data"), "in this network"),
        (lambda handler: reply(handler, 302, Location="file:///etc/passwd"), "no address of the web"),
    ],
)
def test_what_cannot_be_kept_leaves_the_old_file(tmp_path: Path, answer: Answer, words: str) -> None:
    (tmp_path / "feed").write_bytes(b"old")

    with serving(answer) as url, pytest.raises(Unfetched, match=words):
        fetch(url, tmp_path / "feed", Known(), ALLOWED)

    assert (tmp_path / "feed").read_bytes() == b"old"
    assert len(list(tmp_path.iterdir())) == 1


@contextmanager
def dripping(first: bytes, drops: bytes) -> Iterator[str]:
    """A server that says something, and then something else byte by byte, so that no single wait is long."""

    class Handler(BaseRequestHandler):
        def handle(self) -> None:
            with contextlib.suppress(OSError):
                self.request.sendall(first)
                while not over.wait(0.02):
                    self.request.sendall(drops)

    over = threading.Event()
    server = ThreadingTCPServer((HERE, 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"{HERE}:{server.server_address[1]}"
    finally:
        over.set()
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.mark.parametrize(
    ("scheme", "first", "drops"),
    [
        ("http", b"", b"H"),  # no header yet
        ("http", b"HTTP/1.1 200 OK\r\nX-Long: ", b"x"),
        ("http", b"HTTP/1.1 200 OK\r\n\r\nid,title\n", b"1"),
        ("https", b"\x16\x03\x03\x40\x00", b"\x02"),  # the head of a record of TLS's greeting
    ],
)
def test_a_server_that_drips_is_left_in_time(tmp_path: Path, scheme: str, first: bytes, drops: bytes) -> None:
    (tmp_path / "feed").write_bytes(b"old")
    allowed = Allowed(1 << 20, frozenset({HERE}), 0.5)

    with dripping(first, drops) as place, pytest.raises(Unfetched, match=r"not here after 0\.5 s"):
        fetch(f"{scheme}://{place}/feed", tmp_path / "feed", Known(), allowed)

    assert [(file.name, file.read_bytes()) for file in tmp_path.iterdir()] == [("feed", b"old")]


def test_secrets_go_to_their_own_host_alone(tmp_path: Path) -> None:
    seen: list[tuple[str, str | None]] = []

    def there(handler: BaseHTTPRequestHandler) -> None:
        seen.append((handler.path, handler.headers["Authorization"]))
        reply(handler, 200, b"id")

    with serving(there) as other:

        def here(handler: BaseHTTPRequestHandler) -> None:
            seen.append((handler.path, handler.headers["Authorization"]))
            reply(handler, 302, Location="/again" if handler.path == "/" else f"{other}/there")

        with serving(here) as url:
            fetch(url.replace("http://", "http://anna:s%20cret@"), tmp_path / "feed", Known(), ALLOWED)

    assert [path for path, _ in seen] == ["/", "/again", "/there"]
    assert seen[0][1] == seen[1][1] == "Basic YW5uYTpzIGNyZXQ="
    assert seen[2][1] is None


@pytest.mark.parametrize(
    "url",
    [
        "https://127.0.0.1/feed", "https://10.1.2.3/feed", "https://[::1]/feed", "https://169.254.169.254/",
        "https://localhost/feed", "https://[::ffff:10.0.0.1]/feed", "https://0.0.0.0/feed", "https://192.168.0.1:8443/",
        "https://[fd00::1]/feed", "https://100.64.0.1/feed", "https://2130706433/feed", "https://[64:ff9b::a00:1]/",
    ],
)  # fmt: skip
def test_nothing_is_fetched_from_within_the_own_network(tmp_path: Path, url: str) -> None:
    with pytest.raises(Unfetched, match="in this network"):
        fetch(url, tmp_path / "feed", Known(), Allowed(1 << 20))


@pytest.mark.parametrize(
    "url",
    [
        "http://shop.example/feed",
        "ftp://shop.example/feed",
        "shop.example/feed",
        "https://",
        "https://a:x/",
    ],
)
def test_an_address_has_to_be_one(url: str) -> None:
    with pytest.raises(Unfetched):
        check_address(url, ())


def test_an_address_is_told_without_its_secrets() -> None:
    told = redacted("https://anna:secret@shop.example:8443/feed?token=abc&lang=de#x")

    assert told == "https://anna:***@shop.example:8443/feed?token=***&lang=***"
