"""The made-up company's payments, and with them its targets (`targets.py`).

Traps: businesses that pay late by habit, in part, or not yet; credit notes that are settled with what they credit.
"""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from salesdash.data.demo import names, targets
from salesdash.data.demo.columns import Ints, at, dates, day_of, distinct, numbered, sums, words
from salesdash.data.demo.orders import CURRENCY, World
from salesdash.data.demo.truths import Truths

TERMS = ((0, 0), (30, 30), (45, 60))
"""Days until an invoice is due, by segment; a customer has the one or the other for good."""
EARLY, LATE = 0.18, 0.22
"""Share of invoices paid 3 to 14 days before, and on average 5 to 40 days after they are due; the rest within two days of it."""
TROUBLED = 0.02
"""Share of invoices of which all, or all but a first part, is paid months later: those of the last year are mostly still open."""
METHODS = ("wallet", "card", "bank transfer", "bank transfer", "card", "marketplace payout")
"""How people pay, by channel, in the order of `names.CHANNELS`."""


def make(rng: np.random.Generator, world: World, lines: pa.Table, truths: Truths) -> dict[str, pa.Table]:
    """payments: one row per order of a business customer (two where it was paid in part), one per day, region and channel of all
    others; tax included, adding up to the order lines to the cent. targets: see `targets.make`."""
    lines = lines.combine_chunks()
    paid = payments(rng, world, lines)
    return {"payments": paid, "targets": targets.make(rng, world, lines, paid)}


def payments(rng: np.random.Generator, world: World, lines: pa.Table) -> pa.Table:
    """What was asked for, and when it was paid if it was, by the last day of the history."""
    first, days = world.calendar.days[0], len(world.calendar.days)
    cents = sum(np.rint(100 * pc.fill_null(lines[name], 0).to_numpy()).astype(np.int64) for name in ("amount", "tax"))
    who, on = at(lines["customer"], world.customers.table["code"]), day_of(lines["ordered_on"], first)
    region, channel = at(lines["region"], [r.code for r in names.REGIONS]), at(lines["channel"], [c[0] for c in names.CHANNELS])
    business = (who >= 0) & (world.customers.segment[who] > 0)

    rows = np.flatnonzero(business)
    numbers, opening, order = distinct(lines["order_no"].take(pa.array(rows)))
    due, paid, amount, of = _invoices(rng, world, numbers, who[rows[opening]], on[rows[opening]], sums(order, cents[rows], len(opening)))
    head = rows[opening][of]

    rest = np.flatnonzero(~business)
    _, opening, till = np.unique((on[rest] * 64 + region[rest]) * 64 + channel[rest], return_index=True, return_inverse=True)
    settled = rest[opening]

    both, nothing = np.concatenate([head, settled]), np.full(len(settled), -1)
    paid = np.concatenate([paid, on[settled]])
    table = pa.table(
        {
            "customer": words(world.customers.table["code"], np.concatenate([who[head], nothing])),
            "order_no": words(numbers, np.concatenate([of, nothing])),
            "due_on": dates(first, np.concatenate([due, on[settled]])),
            "paid_on": dates(first, paid, paid < days),
            "amount": np.concatenate([amount, sums(till, cents[rest], len(settled))]) / 100,
            "currency": pa.repeat(pa.scalar(CURRENCY), len(both)),
            "method": words(METHODS, channel[both]),
            "region": words([r.code for r in names.REGIONS], region[both]),
        }
    )
    table = table.filter(pc.not_equal(table["amount"], 0.0))
    table = table.sort_by([(name, "ascending") for name in ("due_on", "region", "order_no", "method", "paid_on")])
    return table.add_column(0, "code", numbered("PM-", len(table), 7))


def _invoices(rng: np.random.Generator, world: World, numbers: pa.Array, who: Ints, on: Ints, cents: Ints) -> tuple[Ints, Ints, Ints, Ints]:
    """Of every payment: the day it is due, the day it is made (after the history: open), cents, and its order. A customer pays late by
    habit; a return's credit note ("R" and the order's number) is settled when the order is."""
    n = len(who)
    due = on + np.array(TERMS)[world.customers.segment[who], world.customers.place[who] % 2]
    late = rng.beta(2.0, 2.0 / LATE - 2.0, len(world.customers.segment))[who]
    luck = rng.random(n)
    delay = np.where(luck < EARLY, -rng.integers(3, 15, n), np.where(luck > 1 - late, rng.integers(5, 41, n), rng.integers(-2, 3, n)))
    soon = np.maximum(due + delay, on + 1)
    troubled = rng.random(n) < TROUBLED
    last = soon + np.where(troubled, 60 + rng.exponential(300, n), 0).astype(np.int64)
    credited = at(pc.utf8_slice_codeunits(numbers, 1), numbers)
    credit = credited >= 0
    last = np.where(credit, np.maximum(on + rng.integers(3, 15, n), last[credited]), last)
    due = np.where(credit, np.maximum(on, due[credited]), due)
    part = np.rint(cents * np.where(troubled & ~credit & (rng.random(n) < 0.5), rng.uniform(0.3, 0.7, n), 0)).astype(np.int64)
    some, whole = np.flatnonzero(part), np.arange(n)
    return (
        np.concatenate([due, due[some]]), np.concatenate([last, soon[some]]), np.concatenate([cents - part, part[some]]),
        np.concatenate([whole, some]),
    )  # fmt: skip
