"""The socket the page is served on; apart from the page, because it is tried before anything heavy is loaded."""

import os
import socket

from assistant.errors import SettingsError


def listen(host: str, port: int) -> socket.socket:
    """A socket bound to the address; SettingsError when it is taken or not ours."""
    listener = None
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host.strip("[]"), port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        listener = socket.socket(family, kind, protocol)
        if os.name == "posix":  # elsewhere this would let two programs share a port
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
        listener.listen(128)
    except OSError as error:
        if listener is not None:
            listener.close()
        raise SettingsError(
            f"The page cannot be served on {host}, port {port}: {error.strerror or error}. Is Dateline running there"
            " already? Another port is chosen with DATELINE_PORT (0: any free one)."
        ) from error
    return listener


def reached_at(host: str) -> str:
    """What to type into a browser on this machine for an address that was bound."""
    if host in ("0.0.0.0", "::", "[::]", ""):
        return "127.0.0.1"
    return f"[{host}]" if ":" in host and not host.startswith("[") else host
