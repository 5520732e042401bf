"""Shrinkage, false discoveries and the gate, against published answers."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest

from salesdash.evidence import FALSE_DISCOVERIES, GATE, Estimate, Finding, by_money, discoveries, passes, shrink

BENJAMINI_HOCHBERG = [0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1.0]
"""The fifteen tests of the 1995 paper, section 4: four hold at a rate of 5 %."""


def finding(code: str, money: float | None, asserted: bool) -> Finding:
    def estimate(value: float) -> Estimate:
        return Estimate(value, value - 1, value + 1, 0.9, 10, "money")

    return Finding(code, {}, estimate(1.0), None if money is None else estimate(money), asserted)


@pytest.mark.real_data
def test_shrunk_batting_averages_foretell_the_season_as_efron_and_morris_published(real_data: Path) -> None:
    with (real_data / "known" / "efron_morris.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    early, season = np.array([float(r["y"]) for r in rows]), np.array([float(r["p"]) for r in rows])
    mean = early.mean()
    shrunk, spread = shrink(early.tolist(), [mean * (1 - mean) / 45] * len(rows))
    raw_loss, loss = float(((early - season) ** 2).sum()), float(((shrunk - season) ** 2).sum())
    assert raw_loss == pytest.approx(0.0754, abs=0.00005)
    assert loss <= 0.0225 and raw_loss / loss >= 3.3
    assert shrunk.mean() == pytest.approx(mean) and (np.diff(shrunk) <= 1e-12).all()
    assert (spread < np.sqrt(mean * (1 - mean) / 45)).all()


def test_the_eight_schools_come_out_as_in_bayesian_data_analysis() -> None:
    effects, errors = [28, 8, -3, 7, -1, 1, 18, 12], [15, 10, 16, 11, 9, 11, 10, 18]
    means, spreads = shrink(effects, [e**2 for e in errors])
    assert means == pytest.approx([11.4, 7.9, 6.1, 7.6, 5.1, 6.1, 10.6, 8.4], abs=0.4)
    assert spreads == pytest.approx([8.3, 6.3, 7.7, 6.6, 6.3, 6.7, 6.8, 7.9], abs=0.5)


def test_units_that_do_not_differ_are_pulled_together_and_those_that_do_are_left() -> None:
    alike, _ = shrink([1.0, 1.1, 0.9, 1.05, 0.95], [4.0] * 5)
    assert np.ptp(alike) < 0.05, "the spread was 0.2"
    apart, spread = shrink([0.0, 100.0, 200.0, 300.0], [1.0] * 4)
    assert apart == pytest.approx([0, 100, 200, 300], abs=0.5) and spread == pytest.approx([1, 1, 1, 1], abs=0.05)


def test_what_is_known_poorly_is_pulled_further() -> None:
    values, _ = shrink([0.0, 10.0, 10.0, 0.0, 20.0, -10.0], [1.0, 1.0, 100.0, 100.0, 1.0, 1.0])
    centre = 5.0
    assert abs(values[2] - centre) < abs(values[1] - centre)


def test_two_units_are_too_few_to_shrink() -> None:
    values, spread = shrink([1.0, 5.0], [4.0, 9.0])
    assert (values.tolist(), spread.tolist()) == ([1.0, 5.0], [2.0, 3.0])


def test_false_discoveries_hold_as_in_the_paper_in_any_order() -> None:
    assert discoveries(BENJAMINI_HOCHBERG, 0.05).tolist() == [True] * 4 + [False] * 11
    assert discoveries(BENJAMINI_HOCHBERG).sum() == 9 and FALSE_DISCOVERIES == 0.10
    order = np.random.default_rng(3).permutation(15)
    assert discoveries(np.array(BENJAMINI_HOCHBERG)[order].tolist(), 0.05).tolist() == (order < 4).tolist()


def test_a_p_value_above_its_own_line_holds_when_a_later_one_is_below() -> None:
    assert discoveries([0.04, 0.045, 0.06], 0.06).tolist() == [True, True, True]
    assert discoveries([0.9, 0.8]).tolist() == [False, False]
    assert discoveries([]).tolist() == []


def test_the_gate_opens_at_nine_gains_in_ten() -> None:
    assert GATE == 0.90
    assert passes(np.array([1.0] * 9 + [-5.0]))
    assert not passes(np.array([1.0] * 89 + [-1.0] * 11))
    assert not passes(np.array([1.0] * 8 + [0.0] * 2)), "no change is no gain"
    assert not passes(np.array([]))


def test_findings_stand_asserted_first_then_by_the_money_at_stake() -> None:
    found = by_money([finding("small", 5, True), finding("hunch", 900, False), finding("loss", -70, True), finding("unpriced", None, True)])
    assert [f.code for f in found] == ["loss", "small", "unpriced", "hunch"]
