"""Lines carry their customer's segment and region and their product's category: after those changed, the lines follow."""

from __future__ import annotations

import sqlalchemy as sa

from salesdash.data.schema import categories, customers, products, regions, rep_assignments, sales


def relabel(connection: sa.Connection) -> set[int]:
    """Give every line the segment, region, category and team that the dimensions say now. Returns the months that changed."""
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


def _teams(connection: sa.Connection) -> set[int]:
    """The rep's team on the day of the order, where the assignments know one."""
    s, a = sales.c, rep_assignments.c
    held = (a.rep_id == s.rep_id, a.from_on <= s.ordered_on, sa.or_(a.to_on.is_(None), a.to_on >= s.ordered_on), a.team_id.is_not(None))
    team = sa.select(sa.func.max(a.team_id)).where(*held).scalar_subquery()
    return _set(connection, "team_id", sa.func.coalesce(team, s.team_id), sa.exists().where(a.rep_id == s.rep_id))


def _set(connection: sa.Connection, name: str, value: sa.ColumnElement[int], *where: sa.ColumnElement[bool]) -> set[int]:
    column = sales.c[name]
    differs = (column.is_distinct_from(value), *where)
    months = set(connection.scalars(sa.select(sales.c.month).distinct().where(*differs)))
    if months:
        connection.execute(sa.update(sales).where(sales.c.month.in_(sorted(months)), *differs).values({name: value}))
    return months
