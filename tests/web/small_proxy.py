"""A small reverse proxy on loopback: shows a server below a path, as nginx or Caddy would."""

import contextlib
import http.client
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

_HOP_BY_HOP = {"connection", "keep-alive", "transfer-encoding", "te", "upgrade", "proxy-connection"}


class SmallProxy(ThreadingHTTPServer):
    """Passes on what is below `prefix`, the prefix taken off when `strips`; says who asked and that it was by https."""

    daemon_threads = True

    def __init__(self, upstream: str, prefix: str, *, strips: bool, scheme: str = "http") -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.upstream, self.prefix, self.strips, self.scheme = urlsplit(upstream), prefix, strips, scheme
        self.elsewhere: list[str] = []
        """Paths that were asked for and are not below the prefix."""

    @property
    def port(self) -> int:
        return int(self.server_address[1])


class _Handler(BaseHTTPRequestHandler):
    server: SmallProxy

    def _pass_on(self) -> None:
        proxy = self.server
        if not f"{self.path}/".startswith(f"{proxy.prefix}/") and not self.path.startswith(f"{proxy.prefix}?"):
            proxy.elsewhere.append(self.path)
            self.send_error(404)
            return
        path = (self.path.removeprefix(proxy.prefix) or "/") if proxy.strips else self.path
        headers = {name: value for name, value in self.headers.items() if name.lower() not in _HOP_BY_HOP}
        headers["X-Forwarded-For"] = ", ".join(filter(None, (headers.get("X-Forwarded-For"), self.client_address[0])))
        headers["X-Forwarded-Proto"], headers["X-Forwarded-Host"] = proxy.scheme, self.headers["Host"]
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        upstream = http.client.HTTPConnection(proxy.upstream.hostname or "", proxy.upstream.port, timeout=60)
        with contextlib.closing(upstream), contextlib.suppress(ConnectionError):
            upstream.request(self.command, path, body or None, headers)
            answer = upstream.getresponse()
            self.send_response_only(answer.status)
            for name, value in answer.getheaders():
                if name.lower() not in _HOP_BY_HOP:
                    self.send_header(name, value)
            self.end_headers()
            while part := answer.read1(65_536):  # what streams goes on streaming
                self.wfile.write(part)
                self.wfile.flush()

    do_GET = do_POST = do_HEAD = _pass_on

    def log_message(self, format: str, *arguments: object) -> None:
        pass


@contextlib.contextmanager
def proxied(upstream: str, prefix: str, *, strips: bool, scheme: str = "http") -> Iterator[SmallProxy]:
    """A proxy before `upstream`, while it runs."""
    proxy = SmallProxy(upstream, prefix, strips=strips, scheme=scheme)
    thread = threading.Thread(target=proxy.serve_forever, name="proxy", daemon=True)
    thread.start()
    try:
        yield proxy
    finally:
        proxy.shutdown()
        proxy.server_close()
        thread.join(10)
