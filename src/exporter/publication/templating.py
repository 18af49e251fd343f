"""The environment of the templates: a sandbox, the filters and tests that they may use, and errors that name a place.

Only this package knows Jinja.
"""

import re
from functools import cache, partial
from typing import Any

import jinja2
import msgspec
from jinja2.sandbox import ImmutableSandboxedEnvironment

from exporter.cache import cache_folder
from exporter.errors import TemplateError
from exporter.messages import Message
from exporter.model.nodes import Block, BulletList, Division, Heading, Math, Paragraph, Strong
from exporter.model.walk import plain_text
from exporter.origin import Origin
from exporter.resources import templates_folder


def template_message(name: str, exc: BaseException, raised: BaseException) -> Message:
    """An error of a template as a message, at the line of the template that `raised` came from."""
    line = getattr(exc, "lineno", None)
    traceback = raised.__traceback__
    while line is None and traceback is not None:
        if traceback.tb_frame.f_code.co_filename.endswith(".jinja"):
            name, line = traceback.tb_frame.f_code.co_filename, traceback.tb_lineno
        traceback = traceback.tb_next
    name = re.sub(r"^.*/templates/", "", name)
    return Message(
        "T101",
        "error",
        f"template {name} is broken: {exc}",
        "correct the template; docs/templates.md lists the names that it may use",
        Origin(name, line or 1, 1),
    )


def get_template(environment: jinja2.Environment, name: str) -> jinja2.Template:
    """The compiled template. Raises TemplateError when there is none or it is broken."""
    try:
        return environment.get_template(name)
    except jinja2.TemplateNotFound as exc:
        raise TemplateError(Message("T101", "error", f"there is no template {exc.name}")) from exc
    except jinja2.TemplateSyntaxError as exc:
        raise TemplateError(template_message(exc.name or name, exc, exc)) from exc


def has_template(environment: jinja2.Environment, name: str) -> bool:
    """Whether there is such a template, broken or not."""
    try:
        environment.get_template(name)
    except jinja2.TemplateNotFound:
        return False
    except jinja2.TemplateSyntaxError:
        return True
    return True


class _Sandbox(ImmutableSandboxedEnvironment):
    """The sandbox, which does not ask of each field of a node whether it is safe: half of a page's time went there."""

    def getattr(self, obj: Any, attribute: str) -> Any:
        """A field of our own structs as it is; all else as the sandbox allows it."""
        if isinstance(obj, msgspec.Struct) and attribute in obj.__struct_fields__:
            return getattr(obj, attribute)
        return super().getattr(obj, attribute)


@cache
def environment_of(user_templates: str) -> jinja2.Environment:
    """The sandbox in which templates run, those of the user's folder ("" for none) before ours."""
    folders = [folder for folder in (user_templates, str(templates_folder())) if folder]
    environment = _Sandbox(
        loader=jinja2.FileSystemLoader(folders),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        cache_size=-1,
        bytecode_cache=_bytecode_cache(),
    )
    environment.filters["plain"] = plain_text
    environment.filters["having"] = _having
    environment.filters["without"] = _without
    environment.filters["sections"] = _sections
    tests: dict[str, Any] = environment.tests
    for name, node in (("paragraph", Paragraph), ("heading", Heading), ("bullet_list", BulletList), ("strong", Strong)):
        tests[name] = partial(_is_a, node)
    tests["reference"] = lambda node: isinstance(node, Paragraph) and "reference" in node.classes
    tests["display_math"] = lambda node: isinstance(node, Math) and node.display
    return environment


def _is_a(node: type, value: Any) -> bool:
    return isinstance(value, node)


def _having(blocks: tuple[Block, ...], *classes: str) -> tuple[Block, ...]:
    """The divisions with one of these classes: the parts of a document that stand at a place of their own."""
    return tuple(block for block in blocks if isinstance(block, Division) and not {*classes}.isdisjoint(block.classes))


class _Section(msgspec.Struct, frozen=True):
    heading: Heading | None
    blocks: tuple[Block, ...]


def _sections(blocks: tuple[Block, ...]) -> tuple[_Section, ...]:
    """The text parted at its headings of the first level; what stands before the first has none."""
    starts = [place for place, block in enumerate(blocks) if isinstance(block, Heading) and block.level == 1]
    before = blocks[: starts[0] if starts else None]
    parts = [_Section(None, before)] if before else []
    ends = [*starts[1:], len(blocks)]
    for start, end in zip(starts, ends, strict=False):
        heading = blocks[start]
        assert isinstance(heading, Heading)
        parts.append(_Section(heading, blocks[start + 1 : end]))
    return tuple(parts)


def _without(blocks: tuple[Block, ...], *classes: str) -> tuple[Block, ...]:
    """The other blocks."""
    apart = _having(blocks, *classes)
    return tuple(block for block in blocks if not any(block is part for part in apart))


def _bytecode_cache() -> jinja2.BytecodeCache | None:
    folder = cache_folder() / "templates"
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError:
        return None
    return jinja2.FileSystemBytecodeCache(str(folder))
