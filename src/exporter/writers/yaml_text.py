"""Data as YAML that a person can go on writing: texts plain wherever YAML reads them back as they are."""

import re
from typing import Any

import yaml


class _Dumper(yaml.SafeDumper):
    """Knows no other kind of value than text, so that a date or a number needs no quotation marks."""


def _text(dumper: yaml.SafeDumper, value: str) -> yaml.ScalarNode:
    style = '"' if "\n" in value or not value.isprintable() else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", value, style=style)


def _list(dumper: yaml.SafeDumper, value: list[Any]) -> yaml.SequenceNode:
    flow = all(isinstance(item, str) for item in value)
    return dumper.represent_sequence("tag:yaml.org,2002:seq", value, flow_style=flow)


_Dumper.yaml_implicit_resolvers = {}
# YAML's words for nothing; an empty text is one of them.
_Dumper.add_implicit_resolver("tag:yaml.org,2002:null", re.compile(r"~|null|Null|NULL|"), ["~", "n", "N", ""])
_Dumper.add_representer(str, _text)
_Dumper.add_representer(list, _list)


def yaml_text(data: Any) -> str:
    """The YAML of texts, None, lists and dicts; a list of texts stands in one line."""
    return str(
        yaml.dump(data, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=2**30, default_flow_style=False)
    )
