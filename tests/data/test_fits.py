"""Fits and their queue: each is made once, by one worker, and what it made comes back as it was."""

from __future__ import annotations

import time
from collections import Counter
from threading import Thread

import numpy as np
import pandas as pd
import pytest
import sqlalchemy as sa

from salesdash.data import fits
from salesdash.data.engine import open_engine, reading
from salesdash.data.fits import Fitted, Stored, Wanted

FORECAST = Wanted("forecast.months", "all", "f1")
FITTED = Fitted({"months": pd.DataFrame({"month": [202601], "revenue": [1.5]})}, {"error": 0.1})


def latest(engine: sa.Engine, wanted: str | None = None) -> Stored | None:
    with reading(engine) as connection:
        return fits.latest(connection, FORECAST.name, FORECAST.reach, wanted)


def done(engine: sa.Engine, wanted: Wanted, result: Fitted | str) -> None:
    """A fit from the wish to the result."""
    assert fits.ask(engine, wanted)
    assert fits.claim(engine, "worker") == wanted
    assert fits.store(engine, wanted, "worker", result, 1.5)


def test_a_fit_is_asked_for_claimed_and_stored(engine: sa.Engine) -> None:
    assert latest(engine) is None
    done(engine, FORECAST, FITTED)

    found = latest(engine)
    assert found is not None and found.fitted is not None
    assert (found.fingerprint, found.seconds, found.failed, found.fitted.small) == ("f1", 1.5, None, {"error": 0.1})
    assert fits.claim(engine, "worker") is None, "nothing is left to do"


def test_the_same_fit_is_wanted_once_and_never_again_on_the_same_input(engine: sa.Engine) -> None:
    assert fits.ask(engine, FORECAST)
    assert not fits.ask(engine, FORECAST), "it waits already"
    assert fits.claim(engine, "worker") == FORECAST
    assert not fits.ask(engine, FORECAST), "it is being made"
    fits.store(engine, FORECAST, "worker", FITTED, 1.0)
    assert not fits.ask(engine, FORECAST), "it is there"
    assert fits.ask(engine, Wanted(FORECAST.name, FORECAST.reach, "f2")), "another input is another fit"


def test_a_fit_that_failed_says_why_and_is_not_tried_again_on_the_same_input(engine: sa.Engine) -> None:
    done(engine, FORECAST, "Only 3 months: 12 are needed.")
    found = latest(engine, "f1")
    assert found is not None
    assert (found.failed, found.fitted) == ("Only 3 months: 12 are needed.", None)
    assert not fits.ask(engine, FORECAST)


def test_until_the_wanted_fit_is_there_the_newest_good_one_is_shown(engine: sa.Engine) -> None:
    done(engine, FORECAST, FITTED)
    done(engine, Wanted(FORECAST.name, FORECAST.reach, "f2"), "failed")
    newest = Wanted(FORECAST.name, FORECAST.reach, "f3")
    done(engine, newest, Fitted(small={"error": 0.3}))

    for wanted, fingerprint in ((None, "f3"), ("f1", "f1"), ("f4", "f3")):
        found = latest(engine, wanted)
        assert found is not None and found.fingerprint == fingerprint
    with reading(engine) as connection:
        assert fits.latest(connection, FORECAST.name, "region=North") is None, "another reach has fits of its own"


def test_the_oldest_wish_comes_first(engine: sa.Engine) -> None:
    wishes = [Wanted("room.thing", "all", f"f{n}") for n in (3, 1, 2)]
    for wish in wishes:
        fits.ask(engine, wish)
        time.sleep(0.002)
    assert [fits.claim(engine, "worker") for _ in range(4)] == [*wishes, None]


def test_two_workers_never_get_the_same_fit(engine: sa.Engine, database_url: str) -> None:
    for n in range(24):
        fits.ask(engine, Wanted("room.thing", "all", f"f{n}"))
    taken: list[Wanted] = []

    def work(owner: str) -> None:
        own = open_engine(database_url)
        while (wanted := fits.claim(own, owner)) is not None:
            taken.append(wanted)
        own.dispose()

    threads = [Thread(target=work, args=(f"worker {n}",)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Counter(w.fingerprint for w in taken) == Counter(f"f{n}" for n in range(24))


def test_the_lease_of_a_worker_that_died_ends_by_itself(engine: sa.Engine) -> None:
    fits.ask(engine, FORECAST)
    assert fits.claim(engine, "dead", lease=0.05) == FORECAST
    assert fits.claim(engine, "alive") is None, "as long as the lease runs, it is taken"
    time.sleep(0.1)
    assert fits.claim(engine, "alive") == FORECAST

    assert not fits.renew(engine, FORECAST, "dead", 0.9), "who lost the lease is told to stop"
    assert not fits.store(engine, FORECAST, "dead", FITTED, 1.0)
    assert latest(engine) is None
    assert fits.store(engine, FORECAST, "alive", FITTED, 1.0)


def test_work_that_goes_on_keeps_its_lease_and_says_how_far_it_is(engine: sa.Engine) -> None:
    fits.ask(engine, FORECAST)
    fits.claim(engine, "worker", lease=0.05)
    assert fits.renew(engine, FORECAST, "worker", 0.25)
    time.sleep(0.1)
    assert fits.claim(engine, "other") is None
    with reading(engine) as connection:
        assert fits.under_way(connection, FORECAST.name, FORECAST.reach) == 0.25
        assert fits.under_way(connection, FORECAST.name, "region=North") is None


def test_nobody_stores_what_he_does_not_hold(engine: sa.Engine) -> None:
    assert not fits.store(engine, FORECAST, "worker", FITTED, 1.0), "never asked for"
    fits.ask(engine, FORECAST)
    assert not fits.store(engine, FORECAST, "worker", FITTED, 1.0), "not claimed"
    assert latest(engine) is None


def test_frames_come_back_as_they_were(engine: sa.Engine) -> None:
    frames = {
        "types": pd.DataFrame({
            "whole": np.array([1, 2**62], np.int64), "share": [0.1, np.nan], "text": ["名字", None], "day": pd.to_datetime(pd.Series(["2026-01-01", None])), "yes": [True, False],
        }),
        "empty": pd.DataFrame({"month": pd.Series([], dtype="int64")}),
        "many": pd.DataFrame({"value": np.random.default_rng(1).normal(size=50_000)}),
    }  # fmt: skip
    done(engine, FORECAST, Fitted(frames, {"coefficients": [1.25, None], "name": "名字"}))

    found = latest(engine)
    assert found is not None and found.fitted is not None
    assert list(found.fitted.frames) == list(frames)
    for name, frame in frames.items():
        pd.testing.assert_frame_equal(found.fitted.frames[name], frame)
    assert found.fitted.small == {"coefficients": [1.25, None], "name": "名字"}


def test_a_fingerprint_changes_with_the_input_and_with_nothing_else() -> None:
    frame = pd.DataFrame({"month": [1, 2], "revenue": [1.0, 2.0]})
    assert fits.fingerprint(frame, horizon=6) == fits.fingerprint(frame.set_index(pd.Index([7, 9])), horizon=6)
    others = [
        fits.fingerprint(frame, horizon=7),
        fits.fingerprint(frame.rename(columns={"revenue": "margin"}), horizon=6),
        fits.fingerprint(frame.assign(revenue=[1.0, 2.0000001]), horizon=6),
        fits.fingerprint(frame.iloc[::-1], horizon=6),
    ]
    assert len({fits.fingerprint(frame, horizon=6), *others}) == 5


@pytest.mark.parametrize("count", [1, 3])
def test_asking_at_the_same_time_makes_one_wish(engine: sa.Engine, database_url: str, count: int) -> None:
    told: list[bool] = []

    def wish() -> None:
        own = open_engine(database_url)
        told.append(fits.ask(own, FORECAST))
        own.dispose()

    threads = [Thread(target=wish) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(told) == [False] * (count - 1) + [True]
