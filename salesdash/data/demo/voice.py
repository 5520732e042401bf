"""What the made-up company's customers say: answers to a survey after an order, with comments, and tickets.

Planted: the weights of the drivers in the overall score; late orders score lower on delivery and cause tickets; a segment in one region
is less and less pleased before it leaves. Decoys: packaging goes with delivery but weighs nothing, so that a driver looked at alone
misleads; one month of few and, by chance, low answers.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from salesdash.data.demo import names, phrases
from salesdash.data.demo.columns import Floats, Ints, at, dates, day_of, distinct, numbered, words
from salesdash.data.demo.orders import World
from salesdash.data.demo.truths import Truths
from salesdash.data.schema.voice import DRIVERS

ANSWERING = (0.016, 0.025, 0.028)
"""Share of a segment's orders that are followed by an answer; those about to leave answer twice as often."""
MEANS = dict(zip(DRIVERS, (7.4, 8.0, 7.5, 6.9, 7.7, 7.8), strict=True))
SATISFIED, NOISE = 7.4, 0.8
"""The overall score of who gives every driver its mean score, and the standard deviation of what no driver explains."""
BEFORE = 5
"""Months before they leave in which customers are displeased already."""
DISPLEASED = -1.5
UNLUCKY = 1.2
COMMENTING, THEMES = 0.55, (*DRIVERS, "range", "praise")
KINDS = ("delivery", "damaged", "wrong_item", "missing_item", "billing", "quality", "question", "other")
TICKETS = {
    "online": (0.8, 1.0, 0.8, 1.0, 0.8, 1.2, 2.2, 0.8), "stores": (0.2, 0.5, 0.3, 0.3, 0.5, 1.5, 0.9, 0.8),
    "accounts": (0.9, 1.0, 0.6, 1.0, 2.4, 1.2, 1.2, 0.6), "distributors": (0.9, 4.5, 0.9, 1.4, 1.2, 0.9, 0.5, 0.4),
    "retail": (0.8, 1.2, 0.8, 1.8, 1.2, 1.0, 0.5, 0.4), "marketplaces": (1.0, 1.2, 4.0, 1.2, 0.5, 1.4, 1.6, 0.6),
}  # fmt: skip
"""Tickets of each kind per thousand orders, by channel."""
LATE_TICKETS = 0.045
"""Share of late orders that somebody asks after."""


@dataclass(frozen=True)
class Orders:
    """One entry per order, returns left out. Days count from the first of the history; late: days after the promised date (0: in time).

    number, rep, product (of the first line): words; customer, region, channel: positions; ordered, due, arrived: days"""

    number: pa.Array
    rep: pa.Array
    product: pa.Array
    customer: Ints
    region: Ints
    channel: Ints
    due: Ints
    arrived: Ints
    late: Ints

    def column(self, name: str, where: Ints) -> pa.Array:
        return getattr(self, name).take(pa.array(where))


def make(rng: np.random.Generator, world: World, lines: pa.Table, truths: Truths) -> dict[str, pa.Table]:
    """surveys: an answer after about two of a hundred orders; tickets: after about three of two hundred. Both in order of their dates."""
    orders = _orders(world, lines)
    return {"surveys": _surveys(rng, world, orders, truths), "tickets": _tickets(rng, world, orders)}


def _orders(world: World, lines: pa.Table) -> Orders:
    sold = lines.filter(pc.greater_equal(lines["amount"], 0.0)).combine_chunks()
    first, last = world.calendar.days[0], len(world.calendar.days) - 1
    number, opening, _ = distinct(sold["order_no"])
    head = sold.take(pa.array(opening)).combine_chunks()
    due = day_of(pc.fill_null(head["due_on"], head["ordered_on"]), first)
    sent = pc.fill_null(head["shipped_on"], pa.scalar((first + np.timedelta64(last + 1, "D")).astype(object)))
    shipped = day_of(sent, first)
    return Orders(
        number=number,
        rep=head["rep"].combine_chunks(),
        product=head["product"].combine_chunks(),
        customer=at(head["customer"], world.customers.table["code"]),
        region=at(head["region"], [r.code for r in names.REGIONS]),
        channel=at(head["channel"], [c[0] for c in names.CHANNELS]),
        due=due,
        arrived=np.where(shipped > last, due, shipped),
        late=np.maximum(shipped - due, 0),
    )


def _surveys(rng: np.random.Generator, world: World, orders: Orders, truths: Truths) -> pa.Table:
    n, months = len(orders.number), world.calendar.months
    segment = world.customers.segment[orders.customer]
    on = orders.arrived + rng.integers(2, 13, n)
    leaving = truths.leaving
    since = (months[max(len(months) - 1 - leaving.months - BEFORE, 0)] - months[0]).astype(np.int64)
    theirs = (segment == [s[0] for s in names.SEGMENTS].index(leaving.segment)) & (
        orders.region == [r.code for r in names.REGIONS].index(leaving.region)
    )
    displeased = theirs & (on >= since)
    answers = (rng.random(n) < np.take(ANSWERING, segment) * np.where(displeased, 2, 1)) & (on < len(world.calendar.days))
    who = np.flatnonzero(answers)
    who = who[np.argsort(on[who], kind="stable")]
    scores = _scores(rng, orders.late[who], displeased[who])
    weights = np.array([truths.drivers[name] for name in DRIVERS])
    explained = (scores - np.array(list(MEANS.values()))) @ weights
    overall = _whole(SATISFIED + explained + rng.normal(0, NOISE, len(who)))

    kept = _kept(rng, world.calendar.month_of[on[who]] == len(months) - 1 - truths.noisy_survey_month, overall)
    who, scores, overall = who[kept], scores[kept], overall[kept]
    nps = _whole(overall + rng.normal(0.2, 0.9, len(who)))
    given = rng.random(scores.shape) >= rng.uniform(0.05, 0.10, len(DRIVERS))
    home = np.array([r.states[0][2] == "CN" for r in names.REGIONS])[orders.region[who]]
    return pa.table(
        {
            "code": numbered("SV-", len(who)),
            "customer": words(world.customers.table["code"], orders.customer[who]),
            "order_no": orders.column("number", who),
            "answered_on": dates(months[0], on[who]),
            "channel": words([c[0] for c in names.CHANNELS], orders.channel[who]),
            "region": words([r.code for r in names.REGIONS], orders.region[who]),
            "rep": orders.column("rep", who),
            "nps": pa.array(nps, mask=rng.random(len(who)) < 0.02),
            "satisfaction": pa.array(overall, mask=rng.random(len(who)) < 0.01),
            **{name: pa.array(scores[:, i], mask=~given[:, i]) for i, name in enumerate(DRIVERS)},
            "comment": pa.array(_comments(rng, home, np.where(given, scores, -1), overall), pa.string()),
            "lang": words(("en", "zh"), home.astype(np.int64)),
        }
    )


def _whole(scores: Floats) -> Ints:
    return np.clip(np.rint(scores), 0, 10).astype(np.int64)


def _scores(rng: np.random.Generator, late: Ints, displeased: npt.NDArray[np.bool_]) -> Ints:
    """[answer, driver] 0..10: one mood behind them all; packaging is judged by how the parcel came."""
    mood = rng.normal(0, 0.9, len(late)) + DISPLEASED * displeased
    own = rng.normal(0, (1.2, 1.2, 1.3, 1.4, 1.2, 1.0), (len(late), len(DRIVERS)))
    delivery = 0.8 * mood + own[:, 0] + 0.4 - np.where(late > 0, 1.5 + 0.35 * np.minimum(late, 6), 0)
    service = 0.7 * mood + own[:, 2] + 0.25 * delivery
    moved = (
        delivery,
        0.8 * mood + own[:, 1],
        service,
        0.5 * mood + own[:, 3],
        0.5 * mood + own[:, 4] + 0.2 * service,
        0.6 * delivery + own[:, 5],
    )
    return _whole(np.stack(moved, axis=1) + np.array(list(MEANS.values())))


def _kept(rng: np.random.Generator, noisy: npt.NDArray[np.bool_], overall: Ints) -> Ints:
    """All answers, but of the noisy month a quarter, at least three: of twenty quarters drawn at random the one whose mean is nearest
    to UNLUCKY standard errors below the mean of all."""
    of = np.flatnonzero(noisy)
    few = min(max(len(of) // 4, 3), len(of))
    if not few:
        return np.arange(len(overall))
    target = overall.mean() - UNLUCKY * overall.std() / np.sqrt(few)
    draws = [rng.choice(of, few, replace=False) for _ in range(20)]
    return np.setdiff1d(np.arange(len(overall)), np.setdiff1d(of, min(draws, key=lambda draw: abs(float(overall[draw].mean() - target)))))


def _comments(rng: np.random.Generator, home: npt.NDArray[np.bool_], scores: Ints, overall: Ints) -> list[str | None]:
    """One to three themes in a comment, those first that stand out; pleased or not as the scores say (a score of -1 was not given)."""
    n = len(overall)
    apart = np.where(scores < 0, 0.0, 0.3 + np.abs(scores - np.array(list(MEANS.values()))))
    chance = np.column_stack([apart, np.full(n, 0.8), np.where(overall >= 9, 4.0, 0.0)])
    order = np.argsort(-(np.log(np.maximum(chance, 1e-9)) + rng.gumbel(size=chance.shape)), axis=1)
    pleased = np.column_stack([scores + rng.integers(0, 2, scores.shape) > 7, overall + rng.normal(0, 1.5, n) > 7, np.ones(n, dtype=bool)])
    many, writes = rng.choice((1, 2, 3), n, p=(0.58, 0.36, 0.06)), rng.random(n) < COMMENTING
    return [
        _comment(rng, "zh" if home[i] else "en", [(THEMES[t], bool(pleased[i, t])) for t in order[i, : many[i]] if chance[i, t] > 0])
        if writes[i]
        else None
        for i in range(n)
    ]


def _comment(rng: np.random.Generator, lang: str, said: list[tuple[str, bool]]) -> str:
    """Phrases joined as people join them, with openers, closers, emoji and slips."""

    def one(of: tuple[str, ...]) -> str:
        return of[int(rng.integers(len(of)))]

    text, mood = one(phrases.OPENERS[lang]), said[0][1]
    for i, (theme, pleased) in enumerate(said):
        text += one((phrases.AND if pleased == mood else phrases.BUT)[lang]) if i else ""
        mood = pleased
        text += one(phrases.PHRASES[lang][theme]["+" if pleased else "-"])
    if rng.random() < 0.75:
        text = text[0].upper() + text[1:]
    if rng.random() < 0.08:
        text = text.replace(*phrases.SLIPS[lang][int(rng.integers(len(phrases.SLIPS[lang])))])
    return text + one(phrases.CLOSERS[lang]) + (one(phrases.GLAD if mood else phrases.SORRY) if rng.random() < 0.12 else "")


def _tickets(rng: np.random.Generator, world: World, orders: Orders) -> pa.Table:
    chance = np.array([TICKETS[c[0]] for c in names.CHANNELS])[orders.channel] / 1000
    chance[:, 0] += LATE_TICKETS * (orders.late > 0)
    kind = (np.cumsum(chance, axis=1) <= rng.random(len(chance))[:, None]).sum(axis=1)
    opened = np.where(kind == 0, np.maximum(orders.due, 0) + rng.integers(1, 5, len(kind)), orders.arrived + rng.integers(1, 10, len(kind)))
    days = len(world.calendar.days)
    of = np.flatnonzero((kind < len(KINDS)) & (opened < days))
    of = of[np.argsort(opened[of], kind="stable")]
    kind, opened, n = kind[of], opened[of], len(of)
    urgency = np.where(rng.random(n) < 0.25, 2, rng.choice(2, n, p=(0.25, 0.75)))
    reply = opened + rng.geometric(np.take((0.45, 0.6, 0.85), urgency)) - 1
    closed = reply + rng.exponential(np.take((6.0, 4.0, 2.0), urgency)).astype(np.int64)
    closed[rng.random(n) < 0.02] = days  # forgotten
    rating = np.clip(np.rint(4.5 - 0.16 * (closed - opened) + rng.normal(0, 0.8, n)), 1, 5).astype(np.int64)
    rated, about = (closed < days) & (rng.random(n) < 0.6), np.isin(kind, [KINDS.index(k) for k in ("billing", "other")])
    home = [r.states[0][2] == "CN" for r in names.REGIONS]
    langs = ["zh" if home[r] else "en" for r in orders.region[of].tolist()]
    texts = [phrases.TICKETS[KINDS[k]][lang] for k, lang in zip(kind.tolist(), langs, strict=True)]
    first = world.calendar.days[0]
    return pa.table(
        {
            "code": numbered("TK-", n),
            "opened_on": dates(first, opened),
            "first_reply_on": dates(first, reply, reply < days),
            "closed_on": dates(first, closed, closed < days),
            "customer": words(world.customers.table["code"], orders.customer[of]),
            "order_no": orders.column("number", of),
            "channel": words([c[0] for c in names.CHANNELS], orders.channel[of]),
            "region": words([r.code for r in names.REGIONS], orders.region[of]),
            "product": pc.if_else(pa.array(about), pa.scalar(None, pa.string()), orders.column("product", of)),
            "kind": words(KINDS, kind),
            "priority": words(("low", "normal", "high"), urgency),
            "status": words(("new", "open", "closed"), (reply < days).astype(np.int64) + (closed < days)),
            "csat": pa.array(rating, mask=~rated),
            "comment": [text[int(u * len(text))] for text, u in zip(texts, rng.random(n), strict=True)],
        }
    )
