"""Workers that are had only if there is work."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager

from flows.supervisor.supervise import Settings, Supervisor

Hire = Callable[[], Supervisor]


@contextmanager
def crew(settings: Settings) -> Iterator[Hire]:
    """A supervisor that is started when it is first asked for, and stopped whatever happens."""
    with ExitStack() as stack:
        started: list[Supervisor] = []

        def hire() -> Supervisor:
            if not started:
                started.append(stack.enter_context(Supervisor(settings)))
            return started[0]

        yield hire
