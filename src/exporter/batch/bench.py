"""Where the formats of a collection are made: the crew, the store, and what all of them are made with."""

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Any, Protocol

import msgspec

from exporter.batch.executors import Crew
from exporter.batch.reading import keep_article
from exporter.batch.spreading import lost, spread
from exporter.batch.store import Store
from exporter.batch.tasks import SetOrder, Setting, Task, piece_name
from exporter.messages import Message, Report
from exporter.model.article import Article

Refused = dict[str, tuple[Message, ...]]  # the messages of articles that could not be set, by their keys
_SET_AT_ONCE, _FINISHED_AT_ONCE = 12, 12  # articles in one call


class Watch(Protocol):
    """Who is told how far a run is."""

    def step(self, name: str, total: int) -> None:
        """A step of so many pieces of work begins."""

    def done(self, count: int = 1) -> None:
        """So many pieces of it are done."""

    def message(self, message: Message) -> None:
        """Something about an article, or about the whole."""


class Bench(msgspec.Struct, frozen=True, kw_only=True):
    """What a format is made with."""

    crew: Crew
    store: Store
    order: SetOrder
    watch: Watch
    report: Report

    def keep(self, article: Article) -> str:
        """Keep an article that nobody wrote, as those that were read are kept: its name in the store."""
        return keep_article(self.store, article)

    def set(
        self, format: str, work: Callable[[SetOrder, tuple[Task, ...]], list[Setting]], tasks: Sequence[Task]
    ) -> tuple[dict[str, str], Refused]:
        """Set what was not set before: the names of the pieces by their keys, and the messages of those refused."""
        names = {task.key: piece_name(format, self.order, task) for task in tasks}
        missing = self.store.missing(names.values())
        waiting = [task for task in tasks if names[task.key] in missing]
        refused: Refused = {}
        self.watch.step(f"setting {format.upper()}", len(waiting))
        for task, result in spread(self.crew, partial(work, self.order), waiting, _SET_AT_ONCE):
            if not isinstance(result, Setting):
                refused[task.key] = (lost(task.path, result),)
            elif not result.piece:
                refused[task.key] = result.messages
            self.watch.done()
        return names, refused

    def finish(self, work: Callable[[SetOrder, tuple[Any, ...]], list[Any]], items: Sequence[Any]) -> Iterator[Any]:
        """The results of a last step on each item, in their order; what a worker did not live to do is done here."""
        waiting: dict[int, Any] = {}
        following = 0
        numbered = list(enumerate(items))
        steps = partial(_numbered, work, self.order)
        for (number, item), result in spread(self.crew, steps, numbered, _FINISHED_AT_ONCE):
            waiting[number] = work(self.order, (item,))[0] if isinstance(result, BaseException) else result
            while following in waiting:
                yield waiting.pop(following)
                following += 1


class Printed(Protocol):
    """What a printed edition tells the others of its pages."""

    def page_of(self, key: str) -> str:
        """The number of the page on which an article or part begins, as printed; "" where it is not known."""

    def breaks_of(self, key: str) -> tuple[Any, ...]:
        """Where the printed pages of an article begin, each with its number as printed."""

    def pages_of(self, key: str) -> dict[str, int]:
        """The printed pages of the ids of an article whose text names pages; empty for others."""


class Unprinted:
    """No printed edition."""

    def page_of(self, key: str) -> str:  # noqa: ARG002 - as in Printed
        """No page."""
        return ""

    def breaks_of(self, key: str) -> tuple[Any, ...]:  # noqa: ARG002 - as in Printed
        """No pages."""
        return ()

    def pages_of(self, key: str) -> dict[str, int]:  # noqa: ARG002 - as in Printed
        """No pages."""
        return {}


def _numbered(work: Callable[[SetOrder, tuple[Any, ...]], list[Any]], order: SetOrder, items: Any) -> list[Any]:
    return work(order, tuple(item for _, item in items))
