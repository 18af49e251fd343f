"""`exporter schema`: the JSON Schema of articles in JSON and YAML."""

import argparse

from exporter.cli import OK


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The words of `exporter schema`: none."""
    parser.epilog = "Save it beside your articles, and an editor completes and checks them while you write."


def run(options: argparse.Namespace) -> int:  # noqa: ARG001 - every command takes its options
    """Print the schema."""
    import json

    from exporter.readers.schema import article_schema

    print(json.dumps(article_schema(), indent=2, ensure_ascii=False))
    return OK
