"""Passwords: which are taken, and what is kept of them.

Hashed with scrypt (RFC 7914) of the standard library, which is OpenSSL's: memory-hard, kept up by people whose work it
is, and nothing more to install. Each hash names its cost, so that the cost can rise without anybody's password lost.
"""

import base64
import hashlib
import hmac
import secrets
import unicodedata

from assistant.errors import AccountsError

SHORTEST, LONGEST = 10, 1000
"""Characters of a password."""
DIFFERENT = 5
"""Characters in it that are not the same."""
OWN = 5
"""Characters of it beside the name."""
_GUESSED = frozenset(
    "1234567890 0123456789 0987654321 9876543210 1q2w3e4r5t 123456789a a123456789 abcdefghij qwertyuiop qwertzuiop"
    " azertyuiop qwerty1234 qwerty12345 password12 password123 password1234 passwordpassword password!123 iloveyou12"
    " iloveyou123 letmein123 welcome123 welcome1234 administrator changeme123 correcthorsebatterystaple".split()
)
"""The first guesses that are long enough."""

_COST, _BLOCK, _LANES = 15, 8, 3
"""2**15 blocks of 1 KB: 32 MB at a time, three times over; as costly as OWASP's first choice, with less memory."""
_MEMORY = 64 * 2**20
_BYTES = 32


def check(password: str, name: str) -> None:
    """AccountsError when nobody should choose this password."""
    if len(password) < SHORTEST:
        raise AccountsError(f"A password has at least {SHORTEST} characters; a few words in a row make a good one.")
    if len(password) > LONGEST:
        raise AccountsError(f"A password has at most {LONGEST} characters.")
    known = password.casefold()
    if len(set(known)) < DIFFERENT or known in _GUESSED or len(known.replace(name.casefold(), "")) < OWN:
        raise AccountsError("This password is among the first that are guessed. A few words in a row make a good one.")


def hashed(password: str) -> str:
    """What is kept of a password: `scrypt$cost$block$lanes$salt$hash`."""
    salt = secrets.token_bytes(16)
    return _kept(salt, _scrypt(password, salt, _COST, _BLOCK, _LANES))


def matches(password: str, kept: str) -> bool:
    """Whether `kept` was made of this password; takes as long when it was not."""
    _, cost, block, lanes, salt, wanted = kept.split("$")
    made = _scrypt(password, base64.b64decode(salt), int(cost), int(block), int(lanes))
    return hmac.compare_digest(made, base64.b64decode(wanted))


def _kept(salt: bytes, made: bytes) -> str:
    return "$".join(
        ["scrypt", str(_COST), str(_BLOCK), str(_LANES), *(base64.b64encode(x).decode() for x in (salt, made))]
    )


NO_PASSWORD = _kept(bytes(16), bytes(_BYTES))
"""Matches nothing and costs the same: for names that have no account, so that nobody can time which have one."""


def _scrypt(password: str, salt: bytes, cost: int, block: int, lanes: int) -> bytes:
    # Keyboards differ in how they put an accent on a letter; NFKC makes them one.
    words = unicodedata.normalize("NFKC", password[: LONGEST + 1]).encode("utf-8", "surrogatepass")
    return hashlib.scrypt(words, salt=salt, n=2**cost, r=block, p=lanes, maxmem=_MEMORY, dklen=_BYTES)
