"""What the made-up customers say: the drivers weigh what is planted, late orders are resented, decoys are decoys, comments read like comments."""

from __future__ import annotations

from collections import Counter
from datetime import date
from functools import lru_cache
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pytest
import sqlalchemy as sa
from pyarrow import csv

from salesdash.data.demo import Company, generate, phrases, voice
from salesdash.data.demo.truths import Truths
from salesdash.data.schema import importables
from salesdash.data.schema.voice import DRIVERS
from tests.loading import count, load, troubles

AS_OF = date(2026, 11, 18)
TRUTHS = Truths()
MADE = ("surveys", "tickets")
SEEDS = range(1, 21)


@lru_cache(maxsize=1)
def company(seed: int) -> tuple[Company, pa.Table]:
    made = generate(seed, 24, 40_000, as_of=AS_OF)
    return made, pa.concat_tables(made.order_blocks())


@lru_cache(maxsize=32)
def tables(seed: int = 1) -> dict[str, pa.Table]:
    made, lines = company(seed)
    return voice.make(np.random.default_rng([seed, 80]), made.world, lines, TRUTHS)


def answers(seed: int = 1) -> pd.DataFrame:
    found = tables(seed)["surveys"].to_pandas()
    return found.assign(month=pd.to_datetime(found["answered_on"]).dt.strftime("%Y%m").astype(int))


def orders() -> pd.DataFrame:
    """The orders of the first company, one row each, with what was late worked out from its lines."""
    made, lines = company(1)
    sold = lines.filter(pc.greater_equal(lines["amount"], 0.0)).to_pandas().drop_duplicates("order_no")
    shipped = pd.to_datetime(sold["shipped_on"]).fillna(pd.Timestamp(AS_OF) + pd.Timedelta(days=1))
    segment = made.tables["customers"].to_pandas().set_index("code")["segment"]
    return sold.assign(late=shipped > pd.to_datetime(sold["due_on"]), segment=sold["customer"].map(segment)).set_index("order_no")


def test_every_row_loads_through_the_door_and_refers_to_what_is_known(engine: sa.Engine, tmp_path: Path) -> None:
    known, _ = company(1)
    made = tables()
    for name, table in {**known.tables, **made}.items():
        csv.write_csv(table, tmp_path / f"{name}.csv", csv.WriteOptions(quoting_style="needed"))
        report = load(engine, tmp_path / f"{name}.csv", kind=name)
        assert (report.rows_loaded, report.rows_refused) == (len(table), 0), name
        assert name not in MADE or report.created.total() == 0, f"{name} names codes that no table has: {report.created}"
    assert {name: count(engine, name) for name in MADE} == {name: len(made[name]) for name in MADE}
    assert troubles(engine) == []


@pytest.mark.parametrize("name", MADE)
def test_a_table_has_the_columns_of_its_template_and_names_real_orders(name: str) -> None:
    made, known = tables()[name].to_pandas(), orders()
    assert list(made.columns) == [c.info["field"].name for c in importables()[name].columns if "field" in c.info]
    assert not made["code"].duplicated().any() and set(made["order_no"]) <= set(known.index)
    of = known.loc[made["order_no"]]
    for column in ("customer", "region", "channel"):
        assert of[column].fillna("").tolist() == made[column].fillna("").tolist()
    when = pd.to_datetime(made["answered_on" if name == "surveys" else "opened_on"])
    assert when.is_monotonic_increasing and (when.to_numpy() > pd.to_datetime(of["ordered_on"]).to_numpy()).all()
    assert when.max() <= pd.Timestamp(AS_OF)


def test_the_same_seed_says_the_same_and_another_seed_something_else() -> None:
    made, lines = company(1)
    again = voice.make(np.random.default_rng([1, 80]), made.world, lines, TRUTHS)
    other = voice.make(np.random.default_rng([2, 80]), made.world, lines, TRUTHS)
    assert all(again[name].equals(tables()[name]) and not other[name].equals(tables()[name]) for name in MADE)


def test_about_two_orders_in_a_hundred_are_answered_and_some_scores_are_left_out() -> None:
    found = answers()
    assert 0.017 < len(found) / len(orders()) < 0.029
    scores = found[["nps", "satisfaction", *DRIVERS]].to_numpy(float)
    assert np.isin(scores[~np.isnan(scores)], np.arange(11)).all()
    assert np.isnan(scores[:, 2:]).mean() == pytest.approx(0.075, abs=0.03)
    assert np.isnan(scores[:, 1]).mean() < 0.05 and found["comment"].isna().mean() == pytest.approx(0.45, abs=0.1)
    assert found["nps"].corr(found["satisfaction"]) > 0.7


def least_squares(found: pd.DataFrame) -> tuple[dict[str, float], dict[str, float]]:
    """The weight of every driver in the overall score, and its standard error, from complete answers."""
    whole = found.dropna(subset=["satisfaction", *DRIVERS])
    x, y = np.column_stack([np.ones(len(whole)), whole[list(DRIVERS)]]).astype(float), whole["satisfaction"].to_numpy(float)
    weights, rest, _, _ = np.linalg.lstsq(x, y, rcond=None)
    errors = np.sqrt(np.diag(np.linalg.inv(x.T @ x)) * float(rest[0]) / (len(whole) - x.shape[1]))
    return dict(zip(DRIVERS, weights[1:], strict=True)), dict(zip(DRIVERS, errors[1:], strict=True))


@pytest.mark.truths
def test_least_squares_finds_the_weights_of_the_drivers_and_none_for_packaging() -> None:
    """Each planted weight lies in its 99 % interval (2.6 standard errors); one driver at a time, packaging beats what really weighs."""
    inside, seen, misled = Counter[str](), Counter[str](), 0
    for seed in SEEDS:
        found = answers(seed)
        weights, errors = least_squares(found)
        inside.update(d for d in DRIVERS if abs(weights[d] - TRUTHS.drivers[d]) < 2.6 * errors[d])
        seen.update(d for d in DRIVERS if weights[d] > 2 * errors[d])
        alone = {d: found["satisfaction"].corr(found[d]) for d in DRIVERS}
        misled += alone["packaging"] > max(alone["price"], alone["website"], 0.3)
    assert all(inside[d] >= 18 for d in DRIVERS), inside
    assert min(seen["delivery"], seen["quality"]) == 20 and seen["service"] >= 14, seen
    assert seen["packaging"] <= 2, seen
    assert misled >= 18, misled


def test_late_orders_score_lower_on_delivery_and_are_asked_after() -> None:
    known = orders()
    found = answers()
    late = known.loc[found["order_no"], "late"].to_numpy()
    assert found["delivery"][late].mean() < found["delivery"][~late].mean() - 1.2
    assert abs(found["price"][late].mean() - found["price"][~late].mean()) < 0.6
    asked = tables()["tickets"].to_pandas().query("kind == 'delivery'")["order_no"]
    assert known.loc[asked, "late"].mean() > 0.75
    assert len(asked) / known["late"].sum() == pytest.approx(voice.LATE_TICKETS, abs=0.02)


@pytest.mark.truths
def test_customers_who_are_about_to_leave_are_displeased_before() -> None:
    lower = 0
    for seed in SEEDS:
        found, leaving = answers(seed), TRUTHS.leaving
        segment = company(seed)[0].tables["customers"].to_pandas().set_index("code")["segment"]
        theirs = (found["customer"].map(segment) == leaving.segment) & (found["region"] == leaving.region)
        then = found["month"] >= int((pd.Period("2026-11") - leaving.months - voice.BEFORE).strftime("%Y%m"))
        lower += found["satisfaction"][theirs & then].mean() < found["satisfaction"][~theirs & then].mean() - 0.4
    assert lower >= 18, lower


@pytest.mark.truths
def test_the_noisy_month_looks_bad_and_proves_nothing() -> None:
    fewer = looks = asserted = 0
    month = int((pd.Period("2026-11") - TRUTHS.noisy_survey_month).strftime("%Y%m"))
    for seed in SEEDS:
        found = answers(seed).dropna(subset=["satisfaction"])
        then, rest = found[found["month"] == month]["satisfaction"], found[found["month"] != month]["satisfaction"]
        fewer += len(then) < 0.5 * len(rest) / 24
        looks += then.mean() < rest.mean() - 0.2
        asserted += abs(then.mean() - rest.mean()) > 1.96 * rest.std() / np.sqrt(len(then))
    assert (fewer, asserted <= 2) == (20, True) and looks >= 14, (fewer, looks, asserted)


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_every_theme_has_at_least_thirty_phrasings(lang: str) -> None:
    for theme in voice.THEMES:
        said = [phrase for mark in phrases.PHRASES[lang][theme].values() for phrase in mark]
        assert len(set(said)) == len(said) >= 30, theme
        assert all(phrase.isascii() == (lang == "en") for phrase in said), theme
    assert set(phrases.PHRASES[lang]) == set(voice.THEMES)
    everything = [p for theme in phrases.PHRASES[lang].values() for mark in theme.values() for p in mark]
    assert len(set(everything)) == len(everything), "no phrase belongs to two themes"


def themes(comment: str, lang: str) -> list[tuple[str, str]]:
    """The themes of a comment and whether they please, by the phrases that stand in it."""
    low = comment.lower()
    return [(t, mark) for t, of in phrases.PHRASES[lang].items() for mark, said in of.items() if any(p.lower() in low for p in said)]


def test_comments_are_in_the_customers_language_and_say_what_the_scores_say() -> None:
    found = pd.concat([answers(seed) for seed in (1, 2, 3)]).dropna(subset=["comment"])
    home = found["region"].isin(["east", "north", "south", "central", "west"])
    assert ((found["lang"] == "zh") == home).all() and 0.2 < home.mean() < 0.9
    assert set(found["lang"]) == {"en", "zh"}
    told = [themes(c, lang) for c, lang in zip(found["comment"], found["lang"], strict=True)]
    assert np.mean([bool(t) for t in told]) > 0.9, "but for slips, a phrase is found in every comment"
    mixed = np.mean([len({theme for theme, _ in t}) > 1 for t in told])
    assert 0.25 < mixed < 0.6
    assert found["comment"].nunique() > 0.9 * len(found)
    assert found["comment"].str.contains("[☕👍😊😡😞🎉]").mean() > 0.05
    for driver in DRIVERS:
        scores = {mark: [s for s, t in zip(found[driver], told, strict=True) if (driver, mark) in t and not np.isnan(s)] for mark in "+-"}
        assert np.mean(scores["+"]) > np.mean(scores["-"]) + 1.5, driver


def test_tickets_are_about_what_goes_wrong_in_their_channel_and_close_in_order() -> None:
    made = pd.concat([tables(seed)["tickets"].to_pandas() for seed in (1, 2, 3, 4)])
    assert 0.011 < len(tables()["tickets"]) / len(orders()) < 0.020
    by_channel = pd.crosstab(made["channel"], made["kind"], normalize="index")
    assert by_channel["wrong_item"].idxmax() == "marketplaces" and by_channel["damaged"].idxmax() == "distributors"
    assert set(made["kind"]) == set(voice.KINDS)
    opened, replied, closed = (pd.to_datetime(made[c]) for c in ("opened_on", "first_reply_on", "closed_on"))
    assert (opened <= replied.fillna(opened)).all() and (replied <= closed.fillna(pd.Timestamp(AS_OF)))[replied.notna()].all()
    assert ((made["status"] == "closed") == closed.notna()).all() and 0.005 < closed.isna().mean() < 0.15
    assert made["csat"].dropna().between(1, 5).all() and made["csat"].notna().mean() == pytest.approx(0.58, abs=0.08)
    days = (closed - opened).dt.days
    assert made["csat"][days > 8].mean() < made["csat"][days < 3].mean() - 0.5
