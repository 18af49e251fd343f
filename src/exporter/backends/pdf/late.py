"""Stand-ins for modules that another library imports but our work may never use."""

import importlib
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from types import ModuleType
from typing import Any, ClassVar


@contextmanager
def loaded_late(names: Iterable[str]) -> Iterator[None]:
    """While the block runs, importing one of these modules, or names from it, gives stand-ins.

    A stand-in loads its module when it is called or asked for an attribute; attributes that are set before are kept
    until then. It cannot be caught as an exception nor derived from; see `resolve`. (importlib's LazyLoader does not
    serve: in Python 3.11 the next import statement executes its modules.)
    """
    stand_ins = {name: _Module(name) for name in names if name not in sys.modules}
    sys.modules.update(stand_ins)
    try:
        yield
    finally:
        for name in stand_ins:
            del sys.modules[name]


def resolve(module: ModuleType) -> None:
    """Put the real things in the place of the stand-ins that a module imported by name."""
    for name, value in list(vars(module).items()):
        if isinstance(value, _Name):
            setattr(module, name, value._real())


class _Module(ModuleType):
    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return _Name(self.__name__, name)


class _Name:
    """What `from MODULE import NAME` gives: a function, a class or a submodule."""

    _settings: ClassVar[list[tuple["_Name", str, Any]]] = []

    def __init__(self, module: str, name: str) -> None:
        vars(self).update(_module=module, _name=name)

    def _real(self) -> Any:
        while self._settings:
            stand_in, attribute, value = self._settings.pop()
            setattr(stand_in._found(), attribute, value)
        return self._found()

    def _found(self) -> Any:
        module = importlib.import_module(self._module)
        if not hasattr(module, self._name):
            return importlib.import_module(f"{self._module}.{self._name}")
        return getattr(module, self._name)

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        return self._real()(*args, **kwargs)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._real(), name)

    def __setattr__(self, name: str, value: Any) -> None:
        self._settings.append((self, name, value))
