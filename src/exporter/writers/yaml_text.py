"""Data as YAML that a person can go on writing: texts plain wherever YAML reads them back as they are."""

from typing import Any

import yaml


class _Dumper(yaml.SafeDumper):
    """Knows no other kind of value than text, so that a date or a number needs no quotation marks."""

    yaml_implicit_resolvers: dict[str, Any] = {}


def _text(dumper: yaml.SafeDumper, value: str) -> yaml.ScalarNode:
    style = '"' if "\n" in value or not value.isprintable() else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", value, style=style)


_Dumper.add_implicit_resolver("tag:yaml.org,2002:null", yaml.SafeDumper.yaml_implicit_resolvers["~"][0][1], ["~", "n", "N", ""])
_Dumper.add_representer(str, _text)


def yaml_text(data: Any, flow: bool = False) -> str:
    """The YAML of texts, None, lists and dicts; with `flow` all in one line."""
    return str(
        yaml.dump(
            data, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=2**30, default_flow_style=flow or None
        )
    )
