"""Lines carry their customer's segment and region and their product's category: after those changed, the lines follow."""

from __future__ import annotations

import sqlalchemy as sa

from salesdash.data.schema import categories, customers, products, regions, rep_assignments, sales
from salesdash.errors import ImportRefused
from salesdash.text import N_

BELOW_ITSELF = N_("{code} lies below itself: look at the parents of the rows above it. Nothing was written.")


FOLLOWED = ("customers", "products", "regions", "categories", "rep_assignments")
"""The tables that lines follow."""


def relabel(connection: sa.Connection) -> set[int]:
    """Give every line the segment, region, category and team that the dimensions say now. Returns the months that changed."""
    for tree in (regions, categories):
        _plant(connection, tree)
    s = sales.c
    segment = sa.select(sa.func.coalesce(customers.c.segment_id, 0)).where(customers.c.id == s.customer_id)
    own = sa.select(sa.func.coalesce(regions.c.root_id, 0)).where(regions.c.id == s.place_id)
    theirs = (
        sa.select(sa.func.coalesce(regions.c.root_id, 0)).select_from(customers).join(regions, regions.c.id == sa.func.coalesce(customers.c.region_id, 0))
        .where(customers.c.id == s.customer_id)
    )  # fmt: skip
    category = (
        sa.select(sa.func.coalesce(categories.c.root_id, 0)).select_from(products)
        .join(categories, categories.c.id == sa.func.coalesce(products.c.category_id, 0)).where(products.c.id == s.product_id)
    )  # fmt: skip
    wanted = {
        "segment_id": segment.scalar_subquery(), "category_id": category.scalar_subquery(),
        "region_id": sa.case((s.place_id > 0, own.scalar_subquery()), else_=theirs.scalar_subquery()),
    }  # fmt: skip
    months: set[int] = set()
    for name, value in wanted.items():
        months |= _set(connection, name, value)
    return months | _teams(connection)


def _plant(connection: sa.Connection, tree: sa.Table) -> None:
    """Level and root of every row of a tree, from the parents. Raises ImportRefused for a row below itself."""
    t = tree.c
    rows = {r.id: r for r in connection.execute(sa.select(t.id, t.code, t.parent_id, t.level, t.root_id))}
    for row in rows.values():
        path = [row.id]
        while (parent := rows[path[-1]].parent_id) is not None:
            if parent in path:
                raise ImportRefused(BELOW_ITSELF, code=row.code)
            path.append(parent)
        if (row.level, row.root_id) != (len(path), path[-1]):
            connection.execute(sa.update(tree).where(t.id == row.id).values(level=len(path), root_id=path[-1]))


def _teams(connection: sa.Connection) -> set[int]:
    """The team that the file named, else the rep's team on the day of the order."""
    s, a = sales.c, rep_assignments.c
    held = (a.rep_id == s.rep_id, a.from_on <= s.ordered_on, sa.or_(a.to_on.is_(None), a.to_on >= s.ordered_on))
    team = sa.select(sa.func.max(a.team_id)).where(*held).scalar_subquery()
    return _set(connection, "team_id", sa.func.coalesce(s.own_team_id, team), s.rep_id.is_not(None))


def _set(connection: sa.Connection, name: str, value: sa.ColumnElement[int], *where: sa.ColumnElement[bool]) -> set[int]:
    column = sales.c[name]
    differs = (column.is_distinct_from(value), *where)
    months = set(connection.scalars(sa.select(sales.c.month).distinct().where(*differs)))
    if months:
        connection.execute(sa.update(sales).where(sales.c.month.in_(sorted(months)), *differs).values({name: value}))
    return months
