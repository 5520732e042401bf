"""Reading and parsing the next block while the database writes this one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from queue import Full, Queue
from threading import Event, Thread
from typing import TypeVar

T = TypeVar("T")
BLOCKS = 1
_END = object()


def ahead(items: Iterable[T]) -> Iterator[T]:
    """The same items, made in a thread of their own, one of them in advance. What that thread raises is raised here."""
    queue: Queue[object] = Queue(BLOCKS)
    stopped = Event()

    def put(item: object) -> bool:
        while not stopped.is_set():
            try:
                queue.put(item, timeout=0.1)
            except Full:
                continue
            return True
        return False

    def work() -> None:
        try:
            for item in items:
                if not put(item):
                    return
            put(_END)
        except BaseException as error:  # noqa: BLE001 - whatever it is, it belongs to the thread that asked
            put(error)

    thread = Thread(target=work, name="salesdash-reading", daemon=True)
    thread.start()
    try:
        while (item := queue.get()) is not _END:
            if isinstance(item, BaseException):
                raise item
            yield item  # type: ignore[misc]
    finally:
        stopped.set()
        thread.join()
