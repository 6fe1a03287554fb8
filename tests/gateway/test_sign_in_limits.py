"""Failed sign-ins are limited for a name from an address, for an address and for a browser; never for a name alone."""

from __future__ import annotations

import pytest

from data.counters import counters
from data.privacy.vault import in_memory
from gateway.errors import TooMany
from gateway.sign_in_limits import SignInLimits, Tried

ANNA = Tried("anna", "192.0.2.1")


@pytest.fixture
def limits() -> SignInLimits:
    return SignInLimits(counters(""), in_memory())


async def fail(limits: SignInLimits, tried: Tried, times: int) -> None:
    for _ in range(times):
        await limits.check(tried)
        await limits.count(tried)


async def test_a_name_is_held_off_at_the_address_that_guessed_and_nowhere_else(limits: SignInLimits) -> None:
    await fail(limits, ANNA, 10)

    for spelled in ("anna", " ANNA"):
        with pytest.raises(TooMany, match="wait a moment"):
            await limits.check(Tried(spelled, ANNA.address))
    await limits.check(Tried("anna", "192.0.2.2"))
    await limits.check(Tried("bo", ANNA.address))


async def test_an_address_is_held_off_that_tries_many_names(limits: SignInLimits) -> None:
    for n in range(60):
        await fail(limits, Tried(f"name{n}", ANNA.address), 1)

    with pytest.raises(TooMany):
        await limits.check(ANNA)
    await limits.check(Tried("anna", "192.0.2.2"))


async def test_a_browser_that_is_known_goes_by_its_own_count(limits: SignInLimits) -> None:
    known = Tried("anna", ANNA.address, limits.device_of("Anna"))
    await fail(limits, ANNA, 10)

    await fail(limits, known, 10)
    with pytest.raises(TooMany):
        await limits.check(known)


async def test_what_a_browser_says_it_remembers_has_to_be_true(limits: SignInLimits) -> None:
    await fail(limits, ANNA, 10)

    strange = SignInLimits(counters(""), in_memory()).device_of("anna")
    for device in (limits.device_of("bo"), strange, "x", "ä", "a.b anna"):
        with pytest.raises(TooMany):
            await limits.check(Tried("anna", ANNA.address, device))


async def test_who_signs_in_is_forgiven_and_the_address_is_not(limits: SignInLimits) -> None:
    for _ in range(6):
        await fail(limits, Tried("bo", ANNA.address), 9)
        await limits.forgive(Tried("bo", ANNA.address))
    await fail(limits, ANNA, 6)

    with pytest.raises(TooMany):
        await limits.check(Tried("cy", ANNA.address))


async def test_wrong_codes_count_for_the_agent(limits: SignInLimits) -> None:
    for _ in range(10):
        await limits.check_codes("a1")
        await limits.count_code("a1")

    with pytest.raises(TooMany):
        await limits.check_codes("a1")
    await limits.check_codes("a2")


async def test_they_hold_while_redis_is_down() -> None:
    limits = SignInLimits(counters("redis://127.0.0.1:9/0"), in_memory())
    await fail(limits, ANNA, 10)

    with pytest.raises(TooMany):
        await limits.check(ANNA)
