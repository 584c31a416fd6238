"""Logging in and out: what the login page sends, and what it is answered."""

import hashlib
from urllib.parse import parse_qs

import anyio
import anyio.to_thread
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response

from assistant.accounts.file import AccountsFile
from assistant.accounts.logins import LONGEST, Logins
from assistant.accounts.throttle import Throttle
from assistant.accounts.types import Visitor
from assistant.accounts.users import Users, plain
from assistant.errors import AccountsError
from assistant.web.login_page import login_page, place

AT_ONCE = 2
"""Passwords looked at side by side: each takes 32 MB and a good part of a second of a processor."""
WAITING = 20
"""Logins that wait for that; the next ones are told to come again."""
LARGEST_FORM = 16_384
WRONG = "This name and password do not belong together."
_FRESH = {"Cache-Control": "no-store"}


class Entrance:
    """The logins of one served page."""

    def __init__(self, file: AccountsFile, root: str, throttle: Throttle | None = None) -> None:
        """`root` is the path of the page for the browser."""
        self.root = root
        # Browsers tell cookies of two programs on one machine apart by their names only, not by the port.
        self.cookie = f"dateline-{hashlib.sha256(str(file.path).encode()).hexdigest()[:8]}"
        self._users, self._logins = Users(file), Logins(file)
        self._throttle = throttle or Throttle()
        self._turn = anyio.CapacityLimiter(AT_ONCE)
        self._waiting = 0

    async def visitor(self, token: str | None) -> Visitor | None:
        """Who holds this token. None also when the accounts cannot be read: then nobody is let in."""
        if not token:
            return None
        try:
            return await anyio.to_thread.run_sync(self._logins.visitor, token)
        except AccountsError:
            return None

    async def login(self, request: Request) -> Response:
        """GET: the form. POST: the page, or the form again with what is wrong."""
        if request.method in ("GET", "HEAD"):
            note = "You are logged out." if "out" in request.query_params else ""
            return HTMLResponse(login_page(self.root, note=note, back=place(request.url.query)), headers=_FRESH)
        if request.method != "POST":
            return Response(status_code=405, headers={"Allow": "GET, POST"})
        form = await _form(request)
        if form is None:
            return self._again(request, {}, "This form is too large.", 413)
        try:
            return await self._enter(request, form)
        except AccountsError as error:
            return self._again(request, form, str(error), 503)

    async def _enter(self, request: Request, form: dict[str, str]) -> Response:
        name, password = form.get("username", ""), form.get("password", "")
        address = request.client.host if request.client else ""
        known_as = plain(name)[:64]
        if wait := self._throttle.begin(known_as, address):
            return self._again(request, form, f"Too many tries. Wait {told(wait)}, then try again.", 429, wait)
        if self._waiting >= WAITING:
            return self._again(request, form, "Many are logging in just now. Try again in a few seconds.", 503, 5)
        self._waiting += 1
        try:
            # In a thread, so that the page goes on meanwhile.
            user = await anyio.to_thread.run_sync(self._users.proved, name, password, limiter=self._turn)
        finally:
            self._waiting -= 1
        token = None if user is None else await anyio.to_thread.run_sync(self._logins.begin, user)
        if token is None:
            return self._again(request, form, WRONG, 401)
        self._throttle.succeeded(known_as, address)
        await self._end(request)  # what was there before is not left lying about
        where = place(form.get("back", ""))
        answer = self._answer(request, f"{self.root}/{'?' if where else ''}{where}")
        answer.set_cookie(
            self.cookie,
            token,
            max_age=LONGEST,
            path=f"{self.root}/",
            secure=request.url.scheme == "https",
            httponly=True,
            samesite="lax",
        )
        return answer

    async def logout(self, request: Request) -> Response:
        """Ends the login this browser holds. Only by POST: no link and no picture can do it."""
        if request.method != "POST":
            return Response(status_code=405, headers={"Allow": "POST"})
        await self._end(request)
        answer = self._answer(request, f"{self.root}/login?out")
        answer.delete_cookie(self.cookie, path=f"{self.root}/")
        return answer

    async def _end(self, request: Request) -> None:
        if token := request.cookies.get(self.cookie):
            await anyio.to_thread.run_sync(self._logins.end, token)

    def _answer(self, request: Request, address: str) -> Response:
        """On to `address` for a browser; programs, gradio's client among them, wait for a plain yes."""
        if wants_page(request):
            return RedirectResponse(address, 303, headers=_FRESH)
        return JSONResponse({"success": True}, headers=_FRESH)

    def _again(
        self, request: Request, form: dict[str, str], trouble: str, status: int, wait: int | None = None
    ) -> Response:
        headers = _FRESH if wait is None else {**_FRESH, "Retry-After": str(wait)}
        if not wants_page(request):
            return JSONResponse({"detail": trouble}, status, headers=headers)
        name, back = form.get("username", "")[:64], place(form.get("back", ""))
        return HTMLResponse(login_page(self.root, trouble=trouble, name=name, back=back), status, headers=headers)


def wants_page(request: Request) -> bool:
    """Whether a browser asks for something to show."""
    return "text/html" in request.headers.get("accept", "")


def told(seconds: int) -> str:
    """A wait in words."""
    if seconds < 120:
        return f"{seconds} second{'' if seconds == 1 else 's'}"
    return f"{-(-seconds // 60)} minutes"


async def _form(request: Request) -> dict[str, str] | None:
    """The boxes of the form; None when it is larger than a form is."""
    body = bytearray()
    async for part in request.stream():
        body += part
        if len(body) > LARGEST_FORM:
            return None
    try:
        boxes = parse_qs(bytes(body), keep_blank_values=True, max_num_fields=20)
    except ValueError:
        return {}  # no form of ours: it is answered like a wrong password
    return {key.decode("utf-8", "replace"): values[0].decode("utf-8", "replace") for key, values in boxes.items()}
