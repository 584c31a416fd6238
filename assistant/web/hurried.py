"""Connections on which nothing comes are closed, so that nobody can hold all that there may be without asking anything.

uvicorn itself waits for the rest of a request for ever.
"""

import asyncio
from typing import Any

from uvicorn.protocols.http.auto import AutoHTTPProtocol

PATIENCE_SECONDS = 20.0
"""For the head of a request, from the first byte to the last, and between any two pieces of its body. At most twice as
long, because it is only looked at so often. However long an answer takes, it is waited for."""
_Protocol: Any = AutoHTTPProtocol


class Hurried(_Protocol):  # type: ignore[misc]
    """uvicorn's protocol with a clock for each connection."""

    patience = PATIENCE_SECONDS

    def connection_made(self, transport: asyncio.Transport) -> None:
        super().connection_made(transport)
        self._heard = self.loop.time()
        self._before: tuple[object] | None = (None,)
        """The request that was answered, and none begun since, at the last look; None when one was going on."""
        self._clock = self.loop.call_later(self.patience, self._look)

    def data_received(self, data: bytes) -> None:
        self._heard = self.loop.time()
        super().data_received(data)

    def connection_lost(self, error: Exception | None) -> None:
        self._clock.cancel()
        super().connection_lost(error)

    def _look(self) -> None:
        request = self.cycle
        if request is None or request.response_complete:
            late = self._before is not None and self._before[0] is request
            self._before = (request,)
        else:
            silent = self.loop.time() - self._heard > self.patience
            late = request.more_body and silent and not self.flow.read_paused
            self._before = None
        if late:
            self.transport.abort()
        else:
            self._clock = self.loop.call_later(self.patience, self._look)
