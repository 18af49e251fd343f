"""A web server of this machine, for tests of what is fetched and what is not."""

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer

import msgspec


class Answer(msgspec.Struct, frozen=True):
    """What a server answers to a path."""

    body: bytes = b""
    status: int = 200
    headers: Mapping[str, str] = {}


class Server(msgspec.Struct, frozen=True):
    """A server: its address without a slash at the end, and the paths that it was asked for."""

    address: str
    asked: list[str]


@contextmanager
def web_server(answers: Mapping[str, Answer]) -> Iterator[Server]:
    """A server that knows these paths, and no other."""
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            answer = answers.get(self.path, Answer(status=404))
            self.send_response_only(answer.status)
            for name, value in answer.headers.items():
                self.send_header(name, value)
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(answer.body)

        do_HEAD = do_OPTIONS = do_PROPFIND = do_GET

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing."""

    with HTTPServer(("127.0.0.1", 0), Handler) as http:
        thread = threading.Thread(target=http.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield Server(f"http://127.0.0.1:{http.server_port}", asked)
        finally:
            http.shutdown()
            thread.join()
