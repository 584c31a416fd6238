"""Which passwords are taken, and that guessing them costs memory, time and patience."""

import hashlib
from typing import Any

import pytest

from assistant.accounts import passwords
from assistant.accounts.throttle import ADDRESS, MOST, NAME, REMEMBERED, Throttle
from assistant.errors import AccountsError


@pytest.mark.parametrize(
    "password", ["", "short", "123456789", "aaaaaaaaaaaa", "1234567890", "Password123", "annabel!!1"]
)
def test_what_is_guessed_first_is_refused(password: str) -> None:
    with pytest.raises(AccountsError, match="password"):
        passwords.check(password, "annabel")
    with pytest.raises(AccountsError, match="at most"):
        passwords.check("0123456789abc" * 100, "annabel")


@pytest.mark.parametrize("password", ["nine warm otters", "пароль из слов", "annabel likes otters", "x7#kQ9!bv2"])
def test_what_is_long_and_various_is_taken(password: str) -> None:
    passwords.check(password, "annabel")


def test_each_hash_has_its_own_salt_and_names_its_cost() -> None:
    one, other = passwords.hashed("nine warm otters"), passwords.hashed("nine warm otters")
    assert one != other
    assert passwords.matches("nine warm otters", one)
    assert passwords.matches("nine warm otters", other)
    assert not passwords.matches("nine warm otter", one)
    kind, cost, block, lanes, *_ = one.split("$")
    assert kind == "scrypt"
    assert 128 * int(block) * 2 ** int(cost) >= 32 * 2**20, "bytes of memory for one guess"
    assert 2 ** int(cost) * int(lanes) >= 3 * 2**15


def test_a_hash_of_another_cost_is_still_understood() -> None:
    made = hashlib.scrypt(b"nine warm otters", salt=bytes(16), n=2**4, r=8, p=1, dklen=32)
    import base64

    kept = "$".join(["scrypt", "4", "8", "1", base64.b64encode(bytes(16)).decode(), base64.b64encode(made).decode()])
    assert passwords.matches("nine warm otters", kept)


def test_an_accent_counts_the_same_from_every_keyboard() -> None:
    assert passwords.matches("cafe\u0301 du matin", passwords.hashed("caf\u00e9 du matin"))


def test_an_unknown_name_costs_exactly_what_a_wrong_password_costs(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[dict[str, Any]] = []
    real = hashlib.scrypt

    def noting(password: bytes, **cost: Any) -> bytes:
        asked.append({name: value for name, value in cost.items() if name != "salt"})
        return real(password, **cost)

    kept = passwords.hashed("nine warm otters")
    monkeypatch.setattr(hashlib, "scrypt", noting)
    assert not passwords.matches("a guess", kept)
    assert not passwords.matches("a guess", passwords.NO_PASSWORD)
    assert asked[0] == asked[1]
    assert len(asked) == 2


# --- patience -------------------------------------------------------------------------------------------------------


class Clock:
    """A clock the test sets."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_after_a_few_failures_a_name_waits_longer_each_time_wherever_they_come_from() -> None:
    clock = Clock()
    throttle = Throttle(clock)
    waits = []
    for number in range(16):
        address = f"192.0.2.{number}"
        if wait := throttle.begin("ann", address):
            waits.append(wait)
            assert throttle.begin("bob", address) == 0, "another name is not touched"
            clock.now += wait
            assert throttle.begin("ann", address) == 0
    assert waits[:4] == [3, 5, 9, 17]  # 2, 4, 8, 16 seconds, rounded up
    assert max(waits) <= NAME.longest + 1


def test_an_address_that_tries_many_names_waits_and_others_do_not() -> None:
    clock = Clock()
    throttle = Throttle(clock)
    passed = sum(throttle.begin(f"name{number}", "192.0.2.1") == 0 for number in range(200))
    assert passed == ADDRESS.free + 1
    assert throttle.begin("ann", "192.0.2.2") == 0
    passed = sum(throttle.begin(f"n{number}", f"2001:db8::{number:x}") == 0 for number in range(200))
    assert passed == ADDRESS.free + 1, "one /64 is one guesser"


def test_many_tries_at_once_get_no_further_than_one_after_the_other() -> None:
    throttle = Throttle(Clock())
    assert sum(throttle.begin("ann", f"192.0.2.{number}") == 0 for number in range(100)) == NAME.free + 1


def test_a_success_forgets_the_names_failures_and_not_the_addresses() -> None:
    throttle = Throttle(Clock())
    for _ in range(NAME.free):
        assert throttle.begin("ann", "192.0.2.1") == 0
    throttle.succeeded("ann", "192.0.2.1")
    for _ in range(NAME.free + 1):
        assert throttle.begin("ann", "192.0.2.1") == 0
    assert throttle.begin("ann", "192.0.2.1") > 0
    guesses = Throttle(Clock())  # a guesser who has an account gains nothing by logging in between guesses
    tried = 0
    for number in range(200):
        if guesses.begin(f"victim{number}", "192.0.2.9") == 0:
            tried += 1
            if guesses.begin("mine", "192.0.2.9") == 0:
                guesses.succeeded("mine", "192.0.2.9")
    assert tried <= ADDRESS.free + 1


def test_failures_are_forgotten_after_a_day_and_memory_is_bounded() -> None:
    clock = Clock()
    throttle = Throttle(clock)
    for _ in range(NAME.free + 1):
        throttle.begin("ann", "192.0.2.1")
    clock.now += REMEMBERED + 1
    assert throttle.begin("ann", "192.0.2.1") == 0
    assert throttle.begin("ann", "192.0.2.1") == 0
    for number in range(MOST + 50):
        throttle.begin(f"n{number}", f"10.{number >> 16}.{number >> 8 & 255}.{number & 255}")
    assert len(throttle._records) == MOST
