"""`exporter brand check`: whether PDF, DOCX and EPUB wear one look."""

import argparse

from exporter.cli import OK, SOME_REFUSED, USAGE


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The words of `exporter brand`."""
    parser.add_argument("action", choices=("check",), help="read a probe's files back and hold them to the brand")
    parser.add_argument("--brand", default="", metavar="FILE", help="the house's _brand.yml")
    parser.add_argument("--theme", action="append", default=[], metavar="NAME", help="a theme (all; may be repeated)")
    parser.add_argument("--templates", default="", metavar="DIR", help="your own templates, which come before ours")
    parser.add_argument("--json", action="store_true", help="print it as JSON, one record a theme")


def run(options: argparse.Namespace) -> int:
    """Measure each theme; the exit code tells whether any role differs."""
    import msgspec

    from exporter.checks.brand import PROBES, logo_faults, measure
    from exporter.cli.views import Lines
    from exporter.convert import NO_BRAND, Job, convert
    from exporter.origin import Source
    from exporter.publication import Layout
    from exporter.publication.look import find_theme, themes

    code = OK
    for name in options.theme or themes(options.templates):
        layout = Layout(theme=name, brand=options.brand or NO_BRAND, templates=options.templates)
        theme = find_theme(layout if options.brand else msgspec.structs.replace(layout, brand=""))
        rows, logo, said = [], [], set()
        for kind, probe in PROBES.items():
            result = convert(Job(source=Source("probe", probe.text.encode(), "markdown"), layout=layout))
            for message in result.messages:
                if message.text not in said:
                    Lines(quiet=options.json, verbose=False).message(message)
                said.add(message.text)
            if result.failed:
                return USAGE
            files = {export.format: export.data for export in result.exports}
            rows += measure(files, theme, kind)
            logo += [f"{kind}: {fault}" for fault in logo_faults(files, theme)]
        if any(row.faults for row in rows) or logo:
            code = SOME_REFUSED
        if options.json:
            print(msgspec.json.encode({"theme": name, "roles": rows, "logo": logo}).decode())
            continue
        print(f"\n{name}: {len(rows)} roles in {', '.join(files)}")
        for row in rows:
            print(f"  {row.role:16} {row.wanted!s:48} {'; '.join(row.faults) or 'the same'}")
        if theme.logo:
            print(f"  {'logo':16} {theme.logo_alt:48} {'; '.join(logo) or 'in all'}")
    return code
