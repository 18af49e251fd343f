"""`exporter list`: what there is to choose from."""

import argparse

from exporter.cli import OK


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The words of `exporter list`."""
    parser.add_argument("--templates", default="", metavar="DIR", help="your own templates, which are listed too")
    parser.add_argument("--json", action="store_true", help="print it as JSON")


def run(options: argparse.Namespace) -> int:
    """Print kinds, themes, languages, formats and readers."""
    from exporter.publication.compose import kinds
    from exporter.publication.look import themes
    from exporter.registry import BACKENDS, READERS, names
    from exporter.resources import templates_folder

    lists = {
        "kinds": kinds(options.templates),
        "themes": themes(options.templates),
        "languages": sorted(file.stem for file in (templates_folder() / "labels").glob("*.toml")),
        "formats": list(BACKENDS),
        "readers": names(READERS, "exporter.readers"),
    }
    if options.json:
        import json

        print(json.dumps(lists))
    else:
        for name, values in lists.items():
            print(f"{name:10} {', '.join(values)}")
    return OK
