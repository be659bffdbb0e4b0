"""Many questions, one request: whoever asks first waits a moment for the others and asks for all of them."""

from collections.abc import Callable, Hashable, Iterable, Mapping
from concurrent.futures import Future
from threading import Lock
from time import sleep
from typing import Final, Generic, TypeVar

GATHER_S: Final = 0.03
"""How long the first asker waits for others, in seconds: the engine sends the checks of a program within a few milliseconds."""

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class Batch(Generic[K, V]):
    """Answers by key, each asked for once in the life of the process; a failure is not kept.

    `ask` may answer a key with an exception, which is then raised for that key alone; what it raises is raised for all.
    """

    def __init__(self, ask: Callable[[frozenset[K]], Mapping[K, V | Exception]], *, gather_s: float = GATHER_S) -> None:
        self._ask, self._gather_s = ask, gather_s
        self._answers: dict[K, Future[V]] = {}
        self._waiting: list[K] = []
        self._lock = Lock()

    def get(self, keys: Iterable[K]) -> dict[K, V]:
        """Return the answer to each key; raise what asking raised."""
        return {key: future.result() for key, future in self._futures(keys).items()}

    def answers(self, keys: Iterable[K]) -> dict[K, V | BaseException]:
        """Return the answer to each key, or what asking for it raised."""
        return {key: future.exception() or future.result() for key, future in self._futures(keys).items()}

    def _futures(self, keys: Iterable[K]) -> dict[K, Future[V]]:
        wanted = dict.fromkeys(keys)
        with self._lock:
            unknown = [key for key in wanted if key not in self._answers]
            first = bool(unknown) and not self._waiting
            self._waiting += unknown
            self._answers |= {key: Future() for key in unknown}
            futures = {key: self._answers[key] for key in wanted}
        if first:
            self._ask_for_all()
        return futures

    def _ask_for_all(self) -> None:
        sleep(self._gather_s)
        with self._lock:
            keys, self._waiting = frozenset(self._waiting), []
        try:
            found = self._ask(keys)
            answers = {key: found[key] for key in keys}
        except BaseException as error:  # whatever it is, those who wait must not wait for ever
            self._settle(dict.fromkeys(keys, error))
        else:
            self._settle(answers)

    def _settle(self, answers: Mapping[K, V | BaseException]) -> None:
        with self._lock:
            futures = {key: self._answers.pop(key) if isinstance(answer, BaseException) else self._answers[key] for key, answer in answers.items()}
        for key, answer in answers.items():
            if isinstance(answer, BaseException):
                futures[key].set_exception(answer)
            else:
                futures[key].set_result(answer)
