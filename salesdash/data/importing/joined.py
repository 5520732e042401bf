"""Orders in two files, as many systems export them: one row per order (date, customer) and one per line (product, amount)."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

import pyarrow as pa

from salesdash.data.importing.mapping import ORDERS
from salesdash.data.importing.matching import match
from salesdash.data.importing.orders import FIELDS
from salesdash.data.importing.source import Block, Source, Tally
from salesdash.errors import ImportRefused
from salesdash.text import N_

NO_HEAD = N_("{file}: order {order} in row {row} is not in {heads}. Export both files again for the same period.")


def joined(sources: list[Source]) -> list[Source]:
    """The same sources; a file of orders and the file of their lines, if both are there, made one."""
    columns = {id(s): match(ORDERS, FIELDS, s.headers, {}).columns for s in sources}
    heads = [s for s in sources if {"order_no", "ordered_on"} <= set(columns[id(s)]) and not {"amount", "unit_price"} & set(columns[id(s)])]
    lines = [
        s
        for s in sources
        if "order_no" in columns[id(s)] and "ordered_on" not in columns[id(s)] and {"amount", "unit_price"} & set(columns[id(s)])
    ]
    if len(heads) != 1 or len(lines) != 1:
        return sources
    both = Joined.of(heads[0], columns[id(heads[0])]["order_no"], lines[0], columns[id(lines[0])]["order_no"])
    return [both, *(s for s in sources if s is not heads[0] and s is not lines[0])]


class Joined(Source):
    """The lines of one file with the columns of their orders beside them. The file of orders is held in memory."""

    heads: Source
    lines: Source
    key: tuple[str, str]

    @classmethod
    def of(cls, heads: Source, head_key: str, lines: Source, line_key: str) -> Joined:
        """Join by the order number, the columns of the orders first."""
        taken = set(lines.headers)
        named = [h if h not in taken else f"{h} ({heads.name})" for h in heads.headers if h != head_key]
        digest = hashlib.sha256(f"{heads.sha256}:{lines.sha256}".encode()).hexdigest()
        made = cls(
            name=f"{heads.name} + {lines.name}", sha256=digest, bytes=heads.bytes + lines.bytes, kind=lines.kind, header_rows=lines.header_rows,
            headers=(*lines.headers, *named), duplicate_headers=(), shape=lines.shape,
        )  # fmt: skip
        made.heads, made.lines, made.key = heads, lines, (head_key, line_key)
        return made

    def _read(self, block_bytes: int, tally: Tally) -> Iterator[Block]:
        head_key, line_key = self.key
        table = pa.concat_tables([b.table for b in self.heads.blocks(block_bytes)])
        place = {number: i for i, number in enumerate(table[head_key].to_pylist())}
        rest = table.drop_columns([head_key])
        for block in self.lines._read(block_bytes, tally):
            at = [place.get(number) for number in block.table[line_key].to_pylist()]
            if None in at:
                i = at.index(None)
                raise ImportRefused(
                    NO_HEAD, file=self.lines.name, order=block.table[line_key][i].as_py(), row=int(block.rows[i]), heads=self.heads.name
                )
            beside = rest.take(pa.array(at, pa.int64()))
            yield Block(block.rows, pa.table([*block.table.columns, *beside.columns], names=list(self.headers)))
